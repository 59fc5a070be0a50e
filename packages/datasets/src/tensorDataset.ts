import { fromTypedArray, IndexError, ShapeError, type Tensor, ValueError } from "@lumbre/tensor";
import { formatShape, requireTensor } from "@lumbre/tensor/engine";
import type { Dataset } from "./dataset.js";
import { bindGet, bindGetBatch } from "./kinds.js";

/** Throws unless `index` is a position of a dataset with so many items. */
export function checkIndex(name: string, index: number, length: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= length) {
    throw new IndexError(`${name}: index ${index} is out of range for a dataset of ${length} items`);
  }
}

/** Some slices of a tensor along its first dimension, in the order of the indices. */
export function takeSlices(x: Tensor, indices: readonly number[]): Tensor {
  const index = fromTypedArray(Int32Array.from(indices), [indices.length], { device: x.device });
  const order = memoryOrder(x);
  if (order.every((dim, d) => dim === d)) return x.indexSelect(0, index);
  const places = order.map((_, dim) => order.indexOf(dim));
  return x
    .permute(...order)
    .indexSelect(0, index)
    .permute(...places);
}

/**
 * The first dimension, then the others in the order in which they lie in memory: slices of images whose channels lie apart
 * are copied several times faster as they lie.
 */
function memoryOrder({ ndim, strides }: Tensor): number[] {
  const others = Array.from({ length: ndim - 1 }, (_, d) => d + 1);
  return [0, ...others.sort((a, b) => strides[b] - strides[a])];
}

/**
 * Tensors of equally many slices along the first dimension; item `i` is the tuple of their i-th slices.
 *
 * @throws {ValueError} when no tensor is given.
 * @throws {ShapeError} when the first dimensions differ in size, or a tensor has none.
 * @example
 * const dataset = new TensorDataset(tensor([[1, 2], [3, 4]]), tensor([0, 1], { dtype: "int32" }));
 * const [x, y] = dataset.get(1);
 * x; // => tensor([3., 4.])
 * y; // => tensor(1)
 * @see https://pytorch.org/docs/stable/data.html#torch.utils.data.TensorDataset
 */
export class TensorDataset<T extends readonly Tensor[]> implements Dataset<{ [K in keyof T]: Tensor }> {
  readonly tensors: T;
  readonly length: number;

  constructor(...tensors: T) {
    for (const x of tensors) requireTensor("TensorDataset", x);
    if (tensors.length === 0) throw new ValueError("TensorDataset: expected at least one tensor");
    const [first] = tensors;
    for (const { shape } of tensors) {
      if (shape.length === 0 || shape[0] !== first.shape[0]) {
        const shapes = tensors.map((tensor) => formatShape(tensor.shape)).join(", ");
        throw new ShapeError(`TensorDataset: size mismatch between tensors: the first dimensions of ${shapes} differ`);
      }
    }
    this.tensors = tensors;
    this.length = first.shape[0];
  }

  get(index: number): { [K in keyof T]: Tensor } {
    bindGet("TensorDataset", arguments);
    checkIndex("TensorDataset", index, this.length);
    return this.tensors.map((tensor) => tensor.select(0, index)) as unknown as { [K in keyof T]: Tensor };
  }

  getBatch(indices: readonly number[]): never {
    bindGetBatch("TensorDataset", arguments);
    for (const index of indices) checkIndex("TensorDataset", index, this.length);
    return this.tensors.map((tensor) => takeSlices(tensor, indices)) as never;
  }
}
