import { type DeviceBuffer, DeviceError, type DType, type TypedArray } from "@lumbre/tensor/backend";
import { GpuBuffer } from "./buffer.js";
import { allocateHost, toFloats, toHost } from "./convert.js";
import type { Driver, Extent, Lanes, Program, Store } from "./driver.js";
import { ProgramCache } from "./programCache.js";

/**
 * How to write a kernel. `source` gives the text of a JavaScript function, which gpu.js compiles to a shader; one call of
 * it computes one element of the output, the one at `this.thread.x`:
 *
 *     const scale: Kernel<{ start: number }> = {
 *       name: "scale",
 *       source: ({ start }) => `function (x, factor) {
 *         const i = this.thread.x + ${start};
 *         return x[i] * factor;
 *       }`,
 *     };
 *     engine.run(scale, { start: 3 }, [x], length, "float32", [2]);
 *
 * - All that `constants` says is compiled in, and is part of the key under which the compiled kernel is kept, together
 *   with the lengths of inputs and output. What changes from call to call (a learning rate) is a scalar: scalars come
 *   after the inputs in the list of parameters.
 * - Inputs are flat: kernels compute where an element lies. `this.thread.x` and what is made of it with +, -, * and
 *   literals is a whole number, exact to 2^31. Never write `/` or `%` between whole numbers: they are divisions of
 *   floats. `idiv(a, b)` and `imod(a, b)` are exact. An element that is an index becomes one by `toIndex(x[i])`.
 * - Loops need literal bounds, `for (let k = 0; k < ${n}; k++)`, and at most {@link maxLoop} rounds.
 * - NaN, infinities and what GLSL leaves undefined are seen to by the functions in `../functions`: call `unary_relu(x)`,
 *   `binary_maximum(a, b)`, `unary_tanh(x)`, not Math's. `toInt` and `toByte` convert as typed arrays do.
 * - With `lanes: 4` an element is four floats: return `[a, b, c, d]`, and read such an input as `const v = x[i]; v[0]`.
 *   Such buffers stay inside of a kernel of the contract: its operands and results have one lane.
 * - {@link Engine.runAll} computes several outputs at once: the first is what the function returns, the others are the
 *   arguments of `output1(value)`, `output2(value)`, ... A sheet, of four lanes, is an output of rows and columns: the
 *   element is the one at `this.thread.x`, `this.thread.y`, and kernels read it by `texel(sheet, x, y)`.
 */
export interface Kernel<Constants> {
  readonly name: string;
  readonly lanes?: Lanes;
  /**
   * Whether the text, for these constants, does not depend on the lengths of inputs and output: then one compiled kernel
   * serves all of them.
   */
  isOfAnyLength?(constants: Constants): boolean;
  source(constants: Constants): string;
}

/** Compiled kernels that are kept. A LeNet-5's training step has some hundred. */
const cacheCapacity = 1024;

/** gpu.js and the kernels that it has compiled; devices share it. */
export class Machine {
  readonly programs: ProgramCache;

  constructor(
    readonly driver: Driver,
    capacity = cacheCapacity,
  ) {
    this.programs = new ProgramCache(capacity);
  }
}

/** One device's buffers, and how kernels run on them. */
export class Engine {
  private readonly buffers = new Set<GpuBuffer>();
  private isDisposed = false;

  constructor(
    readonly name: string,
    readonly machine: Machine,
  ) {}

  /** Buffers that were not given back. */
  get liveBuffers(): number {
    return this.buffers.size;
  }

  /** A buffer of host data, which becomes the buffer's own. */
  wrap(data: TypedArray, dtype: DType): GpuBuffer {
    return this.keep(new GpuBuffer(dtype, data.length, data, null));
  }

  /** A buffer whose values do not matter yet. */
  allocate(length: number, dtype: DType): GpuBuffer {
    return this.keep(new GpuBuffer(dtype, length, null, null));
  }

  /** Computes `length` elements. The inputs' values are those of whole buffers; the caller owns the result. */
  run<Constants>(
    kernel: Kernel<Constants>,
    constants: Constants,
    inputs: readonly DeviceBuffer[],
    length: number,
    dtype: DType,
    scalars: readonly number[] = [],
  ): GpuBuffer {
    return this.runAll(kernel, constants, inputs, length, [dtype], scalars)[0];
  }

  /** {@link run} for several outputs of one extent, with a dtype each. */
  runAll<Constants>(
    kernel: Kernel<Constants>,
    constants: Constants,
    inputs: readonly DeviceBuffer[],
    extent: Extent,
    dtypes: readonly DType[],
    scalars: readonly number[] = [],
  ): GpuBuffer[] {
    const length = typeof extent === "number" ? extent : extent[0] * extent[1];
    if (length === 0) return dtypes.map((dtype) => this.wrap(allocateHost(dtype, 0), dtype));
    this.requireContext();
    const stores = inputs.map((input) => this.storeOf(input as GpuBuffer));
    const program = this.programFor(kernel, constants, stores, extent, dtypes.length, scalars);
    return program
      .run(stores, scalars, extent)
      .map((store, i) => this.keep(new GpuBuffer(dtypes[i], length, null, store)));
  }

  /** {@link run}, whose result replaces the values of `target`: kernels cannot write where they read. */
  overwrite<Constants>(
    target: DeviceBuffer,
    kernel: Kernel<Constants>,
    constants: Constants,
    inputs: readonly DeviceBuffer[],
    scalars: readonly number[] = [],
  ): void {
    const buffer = target as GpuBuffer;
    buffer.requireAlive();
    const result = this.run(kernel, constants, inputs, buffer.length, buffer.dtype, scalars);
    this.exchange(buffer, result);
  }

  /** Gives `target` the values of `source`, which is used up. */
  exchange(target: GpuBuffer, source: GpuBuffer): void {
    const { host, store } = source;
    this.giveBack(target.replace(host, store));
    source.release();
    this.buffers.delete(source);
  }

  /** All elements, at once. Not to be written to. */
  read(handle: DeviceBuffer): TypedArray {
    const buffer = handle as GpuBuffer;
    buffer.requireAlive();
    if (buffer.host !== null) return buffer.host;
    if (buffer.store === null) return this.materialise(buffer);
    this.requireContext();
    const host = toHost(this.machine.driver.download(buffer.store), buffer.dtype);
    // A context that was lost meanwhile reads as zeros.
    this.requireContext();
    buffer.remember(host);
    return host;
  }

  /** A copy of all elements, without keeping the thread while the device is at work. */
  async readLater(handle: DeviceBuffer): Promise<TypedArray> {
    const buffer = handle as GpuBuffer;
    buffer.requireAlive();
    if (buffer.host !== null || buffer.store === null) return this.read(buffer).slice();
    this.requireContext();
    const floats = await this.machine.driver.downloadLater(buffer.store);
    this.requireContext();
    return toHost(floats, buffer.dtype);
  }

  free(handle: DeviceBuffer): void {
    const buffer = handle as GpuBuffer;
    if (!this.buffers.delete(buffer)) return;
    this.giveBack(buffer.release());
  }

  /** Gives every buffer back. */
  dispose(): void {
    this.isDisposed = true;
    for (const buffer of this.buffers) this.free(buffer);
  }

  private keep(buffer: GpuBuffer): GpuBuffer {
    this.buffers.add(buffer);
    return buffer;
  }

  private giveBack(store: Store | null): void {
    if (store !== null) this.machine.driver.free(store);
  }

  /** Where a buffer's values lie on the device; brings them there if they are not. */
  private storeOf(buffer: GpuBuffer): Store {
    buffer.requireAlive();
    if (buffer.store !== null) return buffer.store;
    const host = buffer.host ?? this.materialise(buffer);
    // There are no textures without elements.
    const store = this.machine.driver.upload(host.length === 0 ? new Float32Array(1) : toFloats(host));
    buffer.settle(store);
    return store;
  }

  /** Zeros for a buffer that nobody has written. */
  private materialise(buffer: GpuBuffer): TypedArray {
    const host = allocateHost(buffer.dtype, buffer.length);
    buffer.remember(host);
    return host;
  }

  private programFor<Constants>(
    kernel: Kernel<Constants>,
    constants: Constants,
    inputs: readonly Store[],
    extent: Extent,
    outputs: number,
    scalars: readonly number[],
  ): Program {
    const { driver, programs } = this.machine;
    const { name, lanes = 1 } = kernel;
    // A kernel has the lengths of its operands compiled in, and reads garbage from one of another length. gpu.js sends a
    // scalar only when it is another number, and takes -0 for 0.
    const isOfAnyLength = kernel.isOfAnyLength?.(constants) ?? false;
    const operands = inputs.map((input) => `${isOfAnyLength ? "" : input.extent}x${input.lanes}`);
    const signs = scalars.map((scalar) => (Object.is(scalar, -0) ? "-" : "+"));
    const key = `${name}|${JSON.stringify(constants)}|${operands.join()}|${isOfAnyLength ? "" : extent}x${outputs}|${signs.join("")}`;
    return programs.get(key, () =>
      driver.compile({
        name,
        text: kernel.source(constants),
        scalars: scalars.length,
        inputs,
        extent,
        lanes,
        outputs,
        isOfAnyLength,
      }),
    );
  }

  private requireContext(): void {
    if (this.isDisposed) throw new DeviceError(`the ${this.name} device was disposed of`);
    if (!this.machine.driver.isLost()) return;
    throw new DeviceError(
      `the ${this.name} device has lost its WebGL context, and with it all its tensors: the browser takes it away when ` +
        "the GPU fails or other pages need it; make a new device with createGpu() and load what was saved",
    );
  }
}
