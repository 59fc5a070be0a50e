import { nativeFunctions, prelude } from "../functions/index.js";
import type { Driver, KernelText, Lanes, Program, Store } from "./driver.js";
import type { GpuJs, GpuJsConstructor } from "./gpuJs.js";
import { settingsOf } from "./settings.js";

/** Elements in an array: numbers, or arrays of four of them. */
class ArrayStore implements Store {
  isFreed = false;

  constructor(
    readonly data: Float32Array | readonly ArrayLike<number>[],
    readonly lanes: Lanes,
  ) {}

  get length(): number {
    return this.data.length;
  }
}

/** gpu.js's own CPU mode: it compiles the same kernels to JavaScript. Slow; for tests of what kernels compute. */
export class CpuModeDriver implements Driver {
  readonly maxElements = 2 ** 24;
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
    return new ArrayStore(data.slice(), 1);
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
    const types = kernel.inputs.map(({ lanes }) => (lanes === 1 ? "Array" : "Array1D(4)"));
    const settings = { ...settingsOf(kernel, types), immutable: true, injectedNative: prelude("js") };
    const run = this.gpu.createKernel(kernel.text, settings);
    return {
      run: (inputs, scalars) => {
        const operands = inputs.map((input) => (input as ArrayStore).data);
        const data = run(...operands, ...scalars.map(Math.fround)) as ArrayStore["data"];
        this.liveStores++;
        return new ArrayStore(data, kernel.lanes);
      },
      destroy: () => run.destroy(),
    };
  }
}
