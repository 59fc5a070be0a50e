import { arange } from "../../creation/range.js";
import { fromTypedArray } from "../../creation/tensor.js";
import { IndexError, ShapeError, ValueError } from "../../errors.js";
import type { Operand } from "../../op.js";
import { broadcastShapes, formatShape, numel, type Shape } from "../../shape.js";
import { Tensor } from "../../tensor.js";
import { wrapIndices } from "./masked.js";

/**
 * One part of an index: a position, a range as text (`"1:3"`, `":"`, `"::2"`, `"-2:"`), `"..."` for all dimensions
 * that the others leave, null for a new dimension of size 1, positions as a list or an int32 tensor, or a bool mask.
 */
export type Index = number | string | null | readonly number[] | Tensor;

/** What is left after the basic parts were applied: a view, and the positions to pick along some of its dimensions. */
interface Picked {
  readonly view: Tensor;
  readonly picks: ReadonlyMap<number, Tensor>;
}

/** How many dimensions of the tensor a part uses up. */
function consumed(part: Index): number {
  if (part === null || part === "...") return 0;
  return part instanceof Tensor && part.dtype === "bool" ? part.ndim : 1;
}

function expandEllipsis(x: Tensor, parts: readonly Index[]): Index[] {
  const at = parts.indexOf("...");
  if (at !== parts.lastIndexOf("...")) throw new IndexError('at: an index can only have a single ellipsis ("...")');
  const used = parts.reduce<number>((count, part) => count + consumed(part), 0);
  if (used > x.ndim) throw new IndexError(`at: too many indices for tensor of dimension ${x.ndim}, got ${used}`);
  const whole = new Array<Index>(x.ndim - used).fill(":");
  return at < 0 ? [...parts, ...whole] : [...parts.slice(0, at), ...whole, ...parts.slice(at + 1)];
}

/** Reads `"start:end:step"`, any part of which may be missing. */
function parseRange(text: string): { start: number | null; end: number | null; step: number } {
  const match = /^\s*(-?\d*)\s*:\s*(-?\d*)\s*(?::\s*(-?\d*)\s*)?$/.exec(text);
  if (match === null)
    throw new ValueError(`at: "${text}" is no range; expected "start:end:step" with parts left out at will, or "..."`);
  const bound = (part: string | undefined): number | null => (part === undefined || part === "" ? null : Number(part));
  return { start: bound(match[1]), end: bound(match[2]), step: bound(match[3]) ?? 1 };
}

/** Applies numbers, ranges and new dimensions, which give views, and collects what is to be picked by positions. */
function applyBasic(x: Tensor, parts: readonly Index[]): Picked {
  let view = x;
  let dim = 0;
  const picks = new Map<number, Tensor>();
  for (const part of expandEllipsis(x, parts)) {
    if (typeof part === "number") view = selectAt(view, dim, part, x.shape);
    else if (part === null) view = view.unsqueeze(dim++);
    else if (typeof part === "string") view = view.slice(dim++, parseRange(part));
    else if (part instanceof Tensor && part.dtype === "bool") dim = pickMask(view, dim, part, picks);
    else picks.set(dim, positions(part, dim, view.shape[dim++], x));
  }
  return { view, picks };
}

function selectAt(view: Tensor, dim: number, index: number, shape: Shape): Tensor {
  const size = view.shape[dim];
  if (!Number.isInteger(index) || index < -size || index >= size) {
    throw new IndexError(
      `at: index ${index} is out of bounds for dimension ${dim} with size ${size}; the tensor's shape is ${formatShape(shape)}`,
    );
  }
  return view.select(dim, index);
}

function positions(part: readonly number[] | Tensor, dim: number, size: number, x: Tensor): Tensor {
  const index =
    part instanceof Tensor ? part : fromTypedArray(Int32Array.from(part), [part.length], { device: x.device });
  if (index.dtype !== "int32" && index.dtype !== "uint8")
    throw new IndexError(`at: tensors used as indices must be int32 or bool, got ${index.dtype}`);
  return wrapIndices("at", index, dim, size);
}

/** A mask over several dimensions picks by one list of positions per dimension. */
function pickMask(view: Tensor, dim: number, mask: Tensor, picks: Map<number, Tensor>): number {
  const covered = view.shape.slice(dim, dim + mask.ndim);
  if (formatShape(covered) !== formatShape(mask.shape)) {
    throw new IndexError(
      `at: the shape of the mask ${formatShape(mask.shape)} does not match the shape of the indexed dimensions ${formatShape(covered)}`,
    );
  }
  for (const [k, column] of mask.nonzero().unbind(1).entries()) picks.set(dim + k, column);
  return dim + mask.ndim;
}

/**
 * Picks by lists of positions, which broadcast together to one shape. It takes the place of the picked dimensions
 * where those are neighbours, and comes first otherwise.
 */
function pick({ view, picks }: Picked): Tensor {
  const dims = [...picks.keys()];
  const common = [...picks.values()].reduce<Shape>((shape, index) => broadcastShapes("at", shape, index.shape), []);
  const others = view.shape.map((_, d) => d).filter((d) => !picks.has(d));
  const moved = view.permute([...dims, ...others]);
  const sizes = dims.map((d) => view.shape[d]);
  let flat: Tensor | null = null;
  for (const [i, index] of [...picks.values()].entries()) {
    const positions = index.expand([...common]);
    flat = flat === null ? positions : flat.mul(sizes[i]).add(positions);
  }
  const rest = others.map((d) => view.shape[d]);
  const rows = moved.reshape([numel(sizes), ...rest]);
  const picked = rows.indexSelect(0, (flat as Tensor).reshape(numel(common))).reshape([...common, ...rest]);
  const adjacent = dims[dims.length - 1] - dims[0] === dims.length - 1;
  if (!adjacent || dims[0] === 0) return picked;
  const front = common.map((_, d) => d);
  const before = Array.from({ length: dims[0] }, (_, d) => common.length + d);
  const after = rest.slice(dims[0]).map((_, d) => common.length + dims[0] + d);
  return picked.permute([...before, ...front, ...after]);
}

/**
 * Indexing, as Python's square brackets: one part per dimension, from the first on.
 *
 * | part | Python | gives |
 * |---|---|---|
 * | `2`, `-1` | `x[2]`, `x[-1]` | a view without the dimension |
 * | `"1:3"`, `"::2"`, `":"` | `x[1:3]`, `x[::2]`, `x[:]` | a view of a range |
 * | `"..."` | `x[...]` | all dimensions that the other parts leave |
 * | `null` | `x[None]` | a new dimension of size 1 |
 * | `[0, 2]`, an int32 tensor | `x[[0, 2]]` | a copy with those positions |
 * | a bool tensor | `x[x > 0]` | a copy of the elements where it holds |
 *
 * Views share memory, so `x.at(0, "1:3").fill_(7)` writes into x.
 *
 * @throws {IndexError} for too many parts, a position out of range, or a mask of another shape.
 * @throws {ValueError} for a range that cannot be read.
 * @example
 * const x = tensor([[1, 2, 3], [4, 5, 6]]);
 * x.at(0); // => tensor([1., 2., 3.])
 * x.at(":", "1:"); // => tensor([[2., 3.],
 * //            [5., 6.]])
 * x.at("...", -1); // => tensor([3., 6.])
 * x.at([0, 1], [2, 0]); // => tensor([3., 4.])
 * x.at(x.gt(3)); // => tensor([4., 5., 6.])
 * @see https://pytorch.org/docs/stable/tensor_view.html
 */
export function at(x: Tensor, ...parts: Index[]): Tensor {
  const picked = applyBasic(x, parts);
  return picked.picks.size === 0 ? picked.view : pick(picked);
}

/** Options of {@link indexPut_}. */
export interface IndexPutOptions {
  /** Add instead of replacing, also where a position is named several times. Default false. */
  readonly accumulate?: boolean;
}

/**
 * Writes through an index, in place: `x[index] = values`, or `+=` with accumulate. Takes the same parts as {@link at}.
 *
 * @param values A number, or a tensor that broadcasts to `x.at(...index)`.
 * @throws {IndexError} as {@link at}.
 * @throws {ShapeError} when the values do not broadcast.
 * @example
 * const x = zeros(2, 3);
 * x.indexPut_([[0, 1], [2, 0]], 5);
 * x; // => tensor([[0., 0., 5.],
 * //            [5., 0., 0.]])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.index_put_.html
 */
export function indexPut_(x: Tensor, index: readonly Index[], values: Operand, options: IndexPutOptions = {}): Tensor {
  // Indexing the elements' own numbers tells where they are.
  const numbers = arange(x.numel(), { dtype: "int32", device: x.device })
    .reshape(x.shape)
    .at(...index);
  const count = numbers.numel();
  const source =
    typeof values === "number"
      ? fromTypedArray(new Float64Array([values]), [], { dtype: x.dtype, device: x.device })
      : values;
  if (formatShape(broadcastShapes("indexPut_", source.shape, numbers.shape)) !== formatShape(numbers.shape)) {
    throw new ShapeError(
      `indexPut_: values of shape ${formatShape(source.shape)} do not broadcast to ${formatShape(numbers.shape)}`,
    );
  }
  const spread = source
    .to(x.dtype)
    .expand([...numbers.shape])
    .reshape(count);
  const flat = x.reshape(x.numel());
  const places = numbers.reshape(count);
  const written = options.accumulate === true ? flat.scatterAdd(0, places, spread) : flat.scatter(0, places, spread);
  return x.copy_(written.reshape(x.shape));
}
