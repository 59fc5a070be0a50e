import { bind } from "../../arguments/bind.js";
import { aBoolean, aNumber, nullable } from "../../arguments/kinds.js";
import { defineSignature, named, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { tensor } from "../../creation/tensor.js";
import type { TypedArray } from "../../dtype.js";
import { peek } from "../../reading.js";
import { normalizeDim, numel } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

const counting = [named("returnInverse", aBoolean, false), named("returnCounts", aBoolean, false)] as const;
const dimParameter = named("dim", nullable(aNumber), null);
const uniqueSignature = defineSignature(
  "unique",
  required("x", aTensor),
  named("sorted", aBoolean, true),
  ...counting,
  dimParameter,
);
const consecutiveSignature = defineSignature("uniqueConsecutive", required("x", aTensor), ...counting, dimParameter);

/** Options of {@link uniqueConsecutive}. */
export interface UniqueConsecutiveOptions {
  /** Give the index in the result of each element, too. Default false. */
  readonly returnInverse?: boolean;
  /** Give how often each one occurs, too. Default false. */
  readonly returnCounts?: boolean;
  /** Compare slices along this dimension, -ndim <= dim < ndim; null: single elements. Default null. */
  readonly dim?: number | null;
}

/** Options of {@link unique}. */
export interface UniqueOptions extends UniqueConsecutiveOptions {
  /** Sort the result, which is done in any case. Default true. */
  readonly sorted?: boolean;
}

/** Rows of one length that are compared with each other. */
class Rows {
  constructor(
    private readonly data: TypedArray,
    readonly count: number,
    private readonly length: number,
  ) {}

  /** Below 0 where row i comes before row j, 0 where they are equal. A NaN comes last, and equals nothing. */
  compare(i: number, j: number): number {
    for (let k = 0; k < this.length; k++) {
      const [a, b] = [this.data[i * this.length + k], this.data[j * this.length + k]];
      if (Number.isNaN(a)) return Number.isNaN(b) ? i - j : 1;
      if (a < b || Number.isNaN(b)) return -1;
      if (a > b) return 1;
    }
    return 0;
  }
}

/** The first row of each group of equal neighbours, in the given order, and the group of each row. */
function group(rows: Rows, order: Int32Array): { firsts: number[]; counts: number[]; inverse: Int32Array } {
  const [firsts, counts]: [number[], number[]] = [[], []];
  const inverse = new Int32Array(rows.count);
  for (let k = 0; k < order.length; k++) {
    const isNew = k === 0 || rows.compare(order[k - 1], order[k]) !== 0;
    if (isNew) firsts.push(order[k]);
    counts[firsts.length - 1] = isNew ? 1 : counts[firsts.length - 1] + 1;
    inverse[order[k]] = firsts.length - 1;
  }
  return { firsts, counts, inverse };
}

function groupTensor(
  op: string,
  x: Tensor,
  sorts: boolean,
  returnInverse: boolean,
  returnCounts: boolean,
  dim: number | null,
): Tensor | Tensor[] {
  const { device } = x;
  const d = dim === null ? 0 : normalizeDim(op, dim, x.ndim);
  const lines = dim === null || x.ndim === 0 ? x.detach().reshape(x.numel()) : x.detach().movedim(d, 0);
  const count = lines.shape[0];
  const rows = new Rows(peek(op, lines.contiguous()).slice(), count, numel(lines.shape.slice(1)));
  const order = Int32Array.from({ length: count }, (_, i) => i);
  if (sorts) order.sort((i, j) => rows.compare(i, j));
  const { firsts, counts, inverse } = group(rows, order);
  const int32 = (values: ArrayLike<number>): Tensor => tensor(Int32Array.from(values), { device });
  const along = dim === null || x.ndim === 0 ? 0 : d;
  const values = (dim === null || x.ndim === 0 ? lines : x.detach()).indexSelect(along, int32(firsts));
  if (!returnInverse && !returnCounts) return values;
  const places = int32(inverse);
  return [
    values,
    ...(returnInverse ? [dim === null ? places.reshape([...x.shape]) : places] : []),
    ...(returnCounts ? [int32(counts)] : []),
  ];
}

/**
 * The different elements, sorted; each NaN is one of its own. With `dim`, the different slices along it. Reads the tensor;
 * there is no gradient.
 *
 * Shapes: any -> [k], or with `dim` x's with size k there. With `returnInverse` or `returnCounts` a list follows with int32
 * indices (x's shape, or with `dim` 1-d) and int32 counts [k].
 *
 * @param options.sorted Sort the result, which is done in any case. Default true.
 * @param options.returnInverse Give the index in the result of each element, too. Default false.
 * @param options.returnCounts Give how often each one occurs, too. Default false.
 * @param options.dim Compare slices along this dimension; null: single elements. Default null.
 * @throws {IndexError} for a dimension out of range.
 * @throws {DeviceError} on a device that cannot be read at once.
 * @example
 * unique(tensor([3, 1, 3])); // => tensor([1., 3.])
 * const [values, counts] = unique(tensor([3, 1, 3]), { returnCounts: true });
 * counts; // => tensor([1, 2])
 * @see https://pytorch.org/docs/stable/generated/torch.unique.html
 */
export function unique(x: Tensor, options: UniqueOptions & { readonly returnInverse: true }): Tensor[];
export function unique(x: Tensor, options: UniqueOptions & { readonly returnCounts: true }): Tensor[];
export function unique(x: Tensor, options?: Pick<UniqueOptions, "sorted" | "dim">): Tensor;
export function unique(): Tensor | Tensor[] {
  const [x, , returnInverse, returnCounts, dim] = bind(uniqueSignature, arguments);
  return groupTensor("unique", x, true, returnInverse, returnCounts, dim);
}

/**
 * The elements without those that equal the one before; with `dim`, the slices along it. Reads the tensor; there is no
 * gradient.
 *
 * Shapes: as of {@link unique}.
 *
 * @param options.returnInverse Give the index in the result of each element, too. Default false.
 * @param options.returnCounts Give how often each one is repeated, too. Default false.
 * @param options.dim Compare slices along this dimension; null: single elements. Default null.
 * @throws {IndexError} for a dimension out of range.
 * @throws {DeviceError} on a device that cannot be read at once.
 * @example
 * uniqueConsecutive(tensor([1, 1, 2, 1])); // => tensor([1., 2., 1.])
 * @see https://pytorch.org/docs/stable/generated/torch.unique_consecutive.html
 */
export function uniqueConsecutive(
  x: Tensor,
  options: UniqueConsecutiveOptions & { readonly returnInverse: true },
): Tensor[];
export function uniqueConsecutive(
  x: Tensor,
  options: UniqueConsecutiveOptions & { readonly returnCounts: true },
): Tensor[];
export function uniqueConsecutive(x: Tensor, options?: Pick<UniqueConsecutiveOptions, "dim">): Tensor;
export function uniqueConsecutive(): Tensor | Tensor[] {
  const [x, returnInverse, returnCounts, dim] = bind(consecutiveSignature, arguments);
  return groupTensor("uniqueConsecutive", x, false, returnInverse, returnCounts, dim);
}
