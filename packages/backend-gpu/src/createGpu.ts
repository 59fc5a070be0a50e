import { bind, Device, DeviceError, defineSignature, named, oneOf } from "@lumbre/tensor/backend";
import { createBackend, type GpuBackend } from "./backend.js";
import { missingFeature, openContext } from "./engine/availability.js";
import { CpuModeDriver } from "./engine/cpuMode.js";
import { Engine, Machine } from "./engine/engine.js";
import { loadGpuJs } from "./engine/gpuJs.js";
import { WebGlDriver } from "./engine/webGl.js";

/** Options of {@link createGpu}. */
export interface GpuOptions {
  /**
   * Where kernels run. `"webgl2"` (the default): on the GPU. `"cpu"`: in gpu.js's CPU mode, which compiles the same kernels to
   * JavaScript, many times slower than the CPU reference: for tests of kernels where there is no GPU.
   */
  readonly mode?: "webgl2" | "cpu";
}

type Mode = NonNullable<GpuOptions["mode"]>;

const createGpuSignature = defineSignature("createGpu", named("mode", oneOf("webgl2", "cpu"), "webgl2"));

/** Shared by all devices: a page has few WebGL contexts, and textures do not cross from one to another. */
let shared: Promise<Machine> | null = null;

/** The machine that all devices on WebGL2 share, anew after its context was lost. */
async function sharedMachine(): Promise<Machine> {
  const current = await shared?.catch(() => null);
  if (current != null && !current.driver.isLost()) return current;
  shared = openMachine();
  return shared;
}

async function openMachine(): Promise<Machine> {
  const GPU = await loadGpuJs();
  return new Machine(new WebGlDriver(GPU, openContext()));
}

/**
 * Makes a device on the GPU, through WebGL2: in pages and in workers, without COOP and COEP headers. Tensors are textures,
 * which stay on the GPU between ops. It holds float32, int32, uint8 and bool; integers are exact to 2^24. All devices
 * share one WebGL context. The first call loads gpu.js, 94 kB gzip.
 *
 * @param options.mode `"webgl2"`, or `"cpu"` for gpu.js's CPU mode, in which tests run in Node. Default `"webgl2"`.
 * @throws {DeviceError} without a WebGL2 that draws to and reads from float32 textures, as in Node; the message says what is
 *   missing and which device to use instead.
 * @throws {ArgumentError} for an unknown option.
 * @throws {ValueError} for an unknown mode.
 * @example
 * const gpu = await createGpu({ mode: "cpu" }); // without options in a page
 * ones(2, 3).to(gpu).add(1).sum().item(); // => 12
 * @see {@link isAvailable}, which tells beforehand.
 */
export async function createGpu(options?: GpuOptions): Promise<Device> {
  const [mode] = bind(createGpuSignature, arguments);
  return new Device(await createGpuBackend(mode));
}

/** The backend behind {@link createGpu}. */
async function createGpuBackend(mode: Mode): Promise<GpuBackend> {
  if (mode === "cpu") {
    const machine = new Machine(new CpuModeDriver(await loadGpuJs()));
    return createBackend(new Engine("gpu (CPU mode)", machine));
  }
  const missing = missingFeature();
  if (missing !== null) {
    throw new DeviceError(
      `createGpu: ${missing}; use createWasm() of @lumbre/backend-wasm, or the CPU reference, the device \`cpu\``,
    );
  }
  return createBackend(new Engine("gpu", await sharedMachine()));
}
