import { nativeFunctions, prelude } from "../functions/index.js";
import type { Driver, Extent, KernelText, Lanes, Program, Store } from "./driver.js";
import type { GpuJs, GpuJsConstructor } from "./gpuJs.js";
import { outputFunctions, settingsOf } from "./settings.js";

/** Elements in an array, numbers or arrays of four of them; a sheet's in an array of rows. */
class ArrayStore implements Store {
  isFreed = false;

  constructor(
    readonly data: object,
    readonly extent: Extent,
    readonly lanes: Lanes,
  ) {}

  get type(): string {
    if (this.lanes === 1) return "Array";
    return typeof this.extent === "number" ? "Array1D(4)" : "Array2D(4)";
  }
}

/** gpu.js's own CPU mode: it compiles the same kernels to JavaScript. Slow; for tests of what kernels compute. */
export class CpuModeDriver implements Driver {
  readonly maxElements = 2 ** 24;
  readonly maxSide = 8192;
  readonly maxOutputs = 8;
  readonly pooledBytes = 0;
  liveStores = 0;
  private readonly gpu: GpuJs;

  constructor(GPU: GpuJsConstructor) {
    this.gpu = new GPU({ mode: "cpu" });
    for (const { name, source, ...types } of nativeFunctions("js")) this.gpu.addNativeFunction(name, source, types);
  }

  isLost(): boolean {
    return false;
  }

  upload(data: Float32Array): Store {
    this.liveStores++;
    return new ArrayStore(data.slice(), data.length, 1);
  }

  download(store: Store): Float32Array {
    return (store as ArrayStore).data as Float32Array;
  }

  async downloadLater(store: Store): Promise<Float32Array> {
    return this.download(store);
  }

  free(store: Store): void {
    const array = store as ArrayStore;
    if (!array.isFreed) this.liveStores--;
    array.isFreed = true;
  }

  compile(kernel: KernelText): Program {
    const types = kernel.inputs.map((input) => (input as ArrayStore).type);
    const settings = { ...settingsOf(kernel, types), immutable: true, injectedNative: prelude("js") };
    const more = outputFunctions(kernel);
    const run =
      kernel.outputs === 1
        ? this.gpu.createKernel(kernel.text, settings)
        : this.gpu.createKernelMap(more, kernel.text, settings);
    return {
      run: (inputs, scalars, extent) => {
        if (kernel.isOfAnyLength) run.setOutput([extent as number]);
        const operands = inputs.map((input) => (input as ArrayStore).data);
        const result = run(...operands, ...scalars.map(Math.fround)) as object;
        const all = kernel.outputs === 1 ? { result } : (result as Record<string, object>);
        this.liveStores += kernel.outputs;
        return ["result", ...Object.keys(more)].map((name) => new ArrayStore(all[name], extent, kernel.lanes));
      },
      destroy: () => run.destroy(),
    };
  }
}
