import type { View } from "./backend/contract.js";
import type { Shape } from "./shape.js";
import type { Storage } from "./storage.js";
import { type CreationMeta, type GraphNode, Tensor } from "./tensor.js";

/** What a tensor has beside what users see: its memory, as kernels read it, and its history. */
export interface TensorInternals extends View {
  readonly storage: Storage;
  /** The tensor this one is a view of, or null. */
  readonly base: Tensor | null;
  /** How this view was made. */
  creationMeta: CreationMeta;
  /** The op that made this tensor as last recorded; out of date for a view whose base has been changed in place since. */
  gradNode: GraphNode | null;
  /** Number of recorded changes in place of this tensor and its views; of a view: of its base, up to its gradNode. */
  historyVersion: number;
  /** True for a tensor that is all of its storage, in row-major order. */
  coversStorage(): boolean;
  /**
   * Makes the tensor hold what `source` holds: memory, shape, dtype and device. Not recorded; PyTorch's
   * `x.data = source`.
   *
   * @throws {GradError} for a tensor that an op made, and for integers in a tensor that requires a gradient.
   */
  setData(source: Tensor): Tensor;
}

/** The same tensor, with what its published type leaves out. */
export function internals<T extends Tensor>(x: T): T & TensorInternals {
  return x;
}

/** A tensor over a storage. */
export function makeTensor(storage: Storage, shape: Shape, strides?: readonly number[], offset?: number): Tensor {
  return new Tensor(storage, shape, strides, offset);
}
