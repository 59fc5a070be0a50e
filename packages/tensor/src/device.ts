import { bind } from "./arguments/bind.js";
import { brandClass, otherCopy, tensorPackage } from "./arguments/copies.js";
import { describe } from "./arguments/describe.js";
import { aBoolean, aFunction, defineKind, type Kind, nullable } from "./arguments/kinds.js";
import { defineSignature, named, required } from "./arguments/signature.js";
import type { Backend, Kernels } from "./backend/contract.js";
import {
  completeKernels,
  type DeviceOptions,
  type KernelTrace,
  type KernelWatcher,
  resolveKernels,
} from "./backend/resolveKernels.js";
import { createCpuBackend } from "./backends/cpu/cpuBackend.js";
import { ArgumentError, DeviceError } from "./errors.js";
import { version } from "./version.js";

const aBackend: Kind<Backend> = defineKind(
  "a backend: an object with name, dtypes, allocate, upload, read and free",
  (value) => {
    if (typeof value !== "object" || value === null) return false;
    const { name, dtypes, allocate, upload, read, free } = value as Partial<Backend>;
    const methods = [allocate, upload, read, free];
    return typeof name === "string" && Array.isArray(dtypes) && methods.every((fn) => typeof fn === "function");
  },
);

const constructorSignature = defineSignature(
  "Device",
  required("backend", aBackend),
  named("strict", aBoolean, false),
  named("trace", nullable(aFunction<KernelTrace>()), null),
);

/**
 * What structuredClone and postMessage stumble over first in a tensor: a symbol cannot be cloned, and the DataCloneError
 * shows its description.
 */
const uncloneable = Symbol(
  "a tensor; send await x.read() and x.shape instead, and make one of them with fromTypedArray(data, shape): it",
);

/**
 * Has `watcher` told of every kernel that a device computes, those that defaults call included, until what this returns is
 * called. Until then the device has other kernels, so that nothing is slower where nobody watches.
 */
export let watchKernels: (device: Device, watcher: KernelWatcher) => () => void;

const disposeSignature = defineSignature("dispose");
const toStringSignature = defineSignature("toString");

/**
 * A place where tensors live and ops run: a backend, with what stands in for the kernels that it lacks or declines.
 * A device is a value: two are the same only if they are the same object.
 *
 * Users get one from `cpu`, `createWasm()`, `await createGpu()` or `await bestDevice(...)`; who writes a backend makes
 * one of it.
 *
 * @param backend Memory and kernels; what `createBackend` of a package returns.
 * @param options.strict Throw instead of computing a kernel on the CPU reference. Default false.
 * @param options.trace Sees each call of a kernel, and who computes it. Default: nobody does.
 * @throws {ArgumentError} for what is no backend, and for an unknown option.
 * @example
 * const x = ones(2, 3, { device: cpu });
 * x.device.name; // => cpu
 * const kernels = [];
 * const traced = new Device(cpu.backend, { trace: (kernel) => kernels.push(kernel) });
 * ones(2, { device: traced }).exp().device === traced; // => true
 * kernels; // => ["fill", "unary"]
 * new Device(cpu.backend, { strikt: true }); // throws ArgumentError: Device: unknown option strikt; did you mean strict?
 * @see https://pytorch.org/docs/stable/tensor_attributes.html#torch.device
 */
export class Device {
  /** First of the fields, for {@link uncloneable} says what to do. @internal */
  readonly cloning = uncloneable;
  readonly name: string;
  readonly backend: Backend;
  private current: Kernels;
  private disposed = false;
  private readonly options: Required<DeviceOptions>;

  static {
    watchKernels = (device, watcher) => device.watch(watcher);
  }

  constructor(backend: Backend, options?: DeviceOptions) {
    const [given, strict, trace] = bind(constructorSignature, arguments);
    this.backend = given;
    this.name = given.name;
    this.options = { strict, trace };
    // The reference declines nothing, so that its kernels need nothing around them.
    const isPlainReference = given === cpuBackend && trace === null;
    this.current = isPlainReference ? completeKernels(given) : resolveKernels(given, cpuBackend as never, this.options);
  }

  private watch(watcher: KernelWatcher): () => void {
    const { strict, trace } = this.options;
    const { current } = this;
    const told: KernelTrace = (kernel, source) => {
      watcher.computedBy(source);
      trace?.(kernel, source);
    };
    this.current = resolveKernels(this.backend, cpuBackend as never, { strict, trace: told }, watcher);
    return () => {
      if (!this.disposed) this.current = current;
    };
  }

  /** What ops call. */
  get kernels(): Kernels {
    return this.current;
  }

  /** How many threads compute, the one that calls among them. */
  get threads(): number {
    return this.backend.threads ?? 1;
  }

  /** True once {@link dispose} was called. */
  get isDisposed(): boolean {
    return this.disposed;
  }

  /**
   * Ends the device's workers. Afterwards every op on its tensors throws, and so does reading them: read what is needed
   * before, or bring it to another device. Not needed for a program to end: idle workers keep no process alive. A second
   * call does nothing.
   *
   * @throws {DeviceError} for the CPU reference, which all devices use.
   * @example
   * const wasm = createWasm({ threads: 2 });
   * const total = ones(100, 100).to(wasm).sum().item();
   * wasm.dispose();
   * total; // => 10000
   */
  dispose(): void {
    bind(disposeSignature, arguments);
    if (this.backend === cpuBackend) throw new DeviceError("dispose: the CPU reference stays, for all devices use it");
    if (this.disposed) return;
    this.disposed = true;
    this.current = disposedKernels(this.name);
    this.backend.dispose?.();
  }

  /** The name. */
  toString(): string {
    bind(toStringSignature, arguments);
    return this.name;
  }
}

/** Kernels that throw; memory may still be given back, as the garbage collector does. */
function disposedKernels(device: string): Kernels {
  const free = (): void => {};
  return new Proxy({} as Kernels, {
    get(_, name) {
      if (name === "free") return free;
      throw new DeviceError(`the ${device} device was disposed of, and computes and holds nothing any more`);
    },
  });
}

export const aDevice: Kind<Device> = defineKind(
  "a device",
  (value) => value instanceof Device,
  (op, name, value) =>
    otherCopy(op, value, Device, tensorPackage, version) ??
    new ArgumentError(
      `${op}: ${name} must be a device, such as cpu, createWasm() or await createGpu(), got ${describe(value)}`,
    ),
);

brandClass(Device, tensorPackage, version);

const cpuBackend = createCpuBackend();

/**
 * The CPU reference: plain TypeScript, every dtype, every kernel, on one thread. What the other devices compute is held
 * against it; they are faster.
 *
 * @example
 * const x = tensor([1, 2], { device: cpu });
 * x.device === cpu; // => true
 * x.to(cpu) === x; // => true
 */
export const cpu = new Device(cpuBackend);

let defaultDevice = cpu;

const getDefaultSignature = defineSignature("getDefaultDevice");
const setDefaultSignature = defineSignature("setDefaultDevice", required("device", aDevice));

/**
 * The device that new tensors are made on when none is named: `cpu` with `@lumbre/tensor` alone, and with `lumbre` the one
 * of `createWasm()`.
 *
 * @example
 * zeros(2).device === getDefaultDevice(); // => true
 * @see https://pytorch.org/docs/stable/generated/torch.get_default_device.html
 */
export function getDefaultDevice(): Device {
  if (arguments.length > 0) bind(getDefaultSignature, arguments);
  return defaultDevice;
}

/**
 * Makes `device` the one that new tensors are made on when none is named. Tensors that there are stay where they are.
 *
 * @param device A device, not its name.
 * @throws {ArgumentError} for what is no device.
 * @example
 * const before = getDefaultDevice();
 * setDefaultDevice(cpu);
 * zeros(2).device.name; // => cpu
 * setDefaultDevice("cuda"); // throws ArgumentError: setDefaultDevice: device must be a device, such as cpu, createWasm()
 * setDefaultDevice(before);
 * @see https://pytorch.org/docs/stable/generated/torch.set_default_device.html
 */
export function setDefaultDevice(device: Device): void {
  [device] = bind(setDefaultSignature, arguments);
  defaultDevice = device;
}
