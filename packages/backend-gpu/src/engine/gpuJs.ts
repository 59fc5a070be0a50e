// gpu.js as it is seen from here: the members that its own declarations leave out or call any.

/** The settings of every kernel. The library's own defaults give wrong numbers. */
export interface KernelSettings {
  readonly output: readonly number[];
  readonly argumentTypes: readonly string[];
  readonly returnType: string;
  readonly precision: "single";
  readonly tactic: "precision";
  readonly pipeline: boolean;
  readonly loopMaxIterations: number;
  readonly dynamicOutput: boolean;
  readonly dynamicArguments: boolean;
  readonly injectedNative: string;
  readonly immutable?: boolean;
  readonly texture?: object;
  readonly mappedTextures?: readonly object[];
  readonly drawBuffersMap?: readonly number[];
}

/** The output's sizes, which a kernel passes to its shader at each call if they may change. */
export interface GpuJsShader {
  output: readonly number[];
  threadDim: readonly number[];
  texSize: Int32Array;
  readonly maxTexSize: readonly number[];
  updateMaxTexSize(): void;
}

/** A compiled kernel of gpu.js, which is a function too. */
export interface GpuJsKernel {
  (...args: readonly unknown[]): unknown;
  readonly kernel: GpuJsShader;
  setOutput(output: readonly number[]): unknown;
  destroy(removeCanvasReferences?: boolean): void;
}

export interface NativeFunction {
  readonly name: string;
  readonly source: string;
  readonly argumentTypes: Readonly<Record<string, string>>;
  readonly returnType: string;
}

export interface GpuJs {
  createKernel(source: string, settings: KernelSettings): GpuJsKernel;
  createKernelMap(outputs: Readonly<Record<string, string>>, source: string, settings: KernelSettings): GpuJsKernel;
  addNativeFunction(name: string, source: string, settings: Omit<NativeFunction, "name" | "source">): unknown;
}

export type GpuJsConstructor = new (settings: {
  readonly mode?: "cpu";
  readonly canvas?: object;
  readonly context?: object;
}) => GpuJs;

/** Loads gpu.js, or what build.mjs has kept of it. It is large, so nobody pays for it who makes no device. */
export async function loadGpuJs(): Promise<GpuJsConstructor> {
  const { default: gpuJs } = await import("../generated/gpuJs.js");
  return gpuJs.GPU as GpuJsConstructor;
}
