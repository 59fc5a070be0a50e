/** Where a kernel's operands and results lie: a texture, or an array in gpu.js's CPU mode. Only its driver looks inside. */
export interface Store {
  readonly extent: Extent;
  readonly lanes: Lanes;
}

/** The number of elements of a flat store, or a sheet's texels across and down. */
export type Extent = number | readonly [width: number, height: number];

/** Floats in an element: four make a texel that a kernel reads and writes at once. */
export type Lanes = 1 | 4;

/** A kernel's text with everything compiled in, ready to be compiled for inputs and an output of given lengths. */
export interface KernelText {
  readonly name: string;
  readonly text: string;
  /** The number of scalars that follow the inputs in the kernel's list of arguments. */
  readonly scalars: number;
  readonly inputs: readonly Store[];
  /** Elements of each output. */
  readonly extent: Extent;
  readonly lanes: Lanes;
  readonly outputs: number;
  /** True if it is correct for any length of inputs and outputs: then `extent` is only the first. */
  readonly isOfAnyLength: boolean;
}

/** A compiled kernel. */
export interface Program {
  /** The outputs. */
  run(inputs: readonly Store[], scalars: readonly number[], extent: Extent): readonly Store[];
  destroy(): void;
}

/** The device that gpu.js computes on, and its memory. */
export interface Driver {
  /** The most elements that a store can have. */
  readonly maxElements: number;
  /** The most texels that a sheet can have across or down. */
  readonly maxSide: number;
  /** The most sheets that a kernel can compute at once: 8 or 4. */
  readonly maxOutputs: number;
  /** Stores that are alive, for tests: a program that frees what it makes keeps it flat. */
  readonly liveStores: number;
  /** Bytes kept for reuse. */
  readonly pooledBytes: number;
  /** True if all stores are lost for good: the browser has taken the GPU away. */
  isLost(): boolean;
  upload(data: Float32Array): Store;
  download(store: Store): Float32Array;
  downloadLater(store: Store): Promise<Float32Array>;
  free(store: Store): void;
  compile(kernel: KernelText): Program;
}
