import { describe } from "../../arguments/describe.js";
import { full } from "../../creation/fill.js";
import { arange } from "../../creation/range.js";
import { fromTypedArray, tensor } from "../../creation/tensor.js";
import { cpu } from "../../device.js";
import { IndexError, ShapeError, ValueError } from "../../errors.js";
import { broadcastShapes, contiguousStrides, formatShape, mostDims, type Shape } from "../../shape.js";
import { isTensor, type NestedArray, Tensor } from "../../tensor.js";
import type { Region, RegionAxis } from "../view/region.js";
import { resolveIndex, resolveRange, type SliceOptions } from "../view/slice.js";
import { wrapPositions } from "./positions.js";

/**
 * One part of an index: an integer, a range as text (`"1:3"`, `":"`, `"::2"`, `"-2:"`), `"..."` for all dimensions
 * that the others leave, null for a new dimension of size 1, indices as (nested) lists or an int32 tensor, or a mask
 * as (nested) lists of booleans or a bool tensor.
 */
export type Index = number | string | null | readonly NestedArray[] | Tensor;

/** The meaning of an index: a region that can be seen as a view, and the indices to pick along some of its axes. */
export interface Location {
  readonly region: Region;
  /** By axis of the region, in ascending order: int32, not negative, of shapes that broadcast. */
  readonly picks: ReadonlyMap<number, Tensor>;
  /** The shape that the picked indices broadcast to. */
  readonly common: Shape;
  /** Where the dimensions of `common` come among those of the axes that are not picked. */
  readonly place: number;
}

type Resolved = number | "..." | null | SliceOptions | Tensor;

/** Reads `"start:end:step"`, any part of which may be missing. */
function parseRange(op: string, text: string): SliceOptions {
  const match = /^\s*([+-]?\d*)\s*:\s*([+-]?\d*)\s*(?::\s*([+-]?\d*)\s*)?$/.exec(text);
  if (match === null) {
    throw new ValueError(
      `${op}: "${text}" is no range; expected "start:end:step", each part of which may be left out, or "..."`,
    );
  }
  const [start, end, step] = match.slice(1).map((part = "") => (part === "" ? null : Number(part)));
  return { start: start as number | null, end: end as number | null, step: step as number | null };
}

/** A (nested) list as an index tensor: booleans are a mask, numbers indices, and an empty list picks nothing. */
function listTensor(op: string, list: readonly NestedArray[], x: Tensor): Tensor {
  let first: NestedArray | undefined = list;
  // A list in itself has no end, which tensor() says.
  for (let depth = 0; Array.isArray(first) && depth <= mostDims; depth++) first = first[0];
  if (typeof first === "boolean") return tensor(list, { device: x.device });
  // On the CPU, which has float64 and can be read at once, whatever the tensor's device can do.
  const positions = tensor(list, { dtype: "float64", device: cpu });
  const wrong = positions.readSync().find((position) => !Number.isInteger(position));
  if (wrong !== undefined) throw new IndexError(`${op}: positions must be whole numbers, got ${wrong}`);
  return positions.to("int32").to(x.device);
}

function isList(part: unknown): part is readonly NestedArray[] {
  try {
    return Array.isArray(part);
  } catch {
    return false;
  }
}

function resolve(op: string, part: Index, i: number, x: Tensor): Resolved {
  if (part === null || typeof part === "number") return part;
  if (typeof part === "string") return part.trim() === "..." ? "..." : parseRange(op, part);
  const index = isList(part) ? listTensor(op, part, x) : part;
  if (!isTensor(index)) {
    throw new IndexError(
      `${op}: part ${i} of the index must be a number, a range as text, "...", null, a list or a tensor, got ${describe(part)}`,
    );
  }
  if (index.dtype !== "int32" && index.dtype !== "bool") {
    throw new IndexError(`${op}: tensors used as indices must be int32 or bool, got ${index.dtype}`);
  }
  // A tensor of one number is that number, and gives a view, as in PyTorch.
  return index.dtype === "int32" && index.ndim === 0 ? index.item() : index;
}

/** How many dimensions of the tensor a part uses up. */
function consumed(part: Resolved): number {
  if (part === null || part === "...") return 0;
  return part instanceof Tensor && part.dtype === "bool" ? part.ndim : 1;
}

/** Puts a full range for each dimension that no part names: in place of the ellipsis, or at the end. */
function fillUp(op: string, x: Tensor, parts: readonly Resolved[]): Exclude<Resolved, "...">[] {
  const at = parts.indexOf("...");
  if (at !== parts.lastIndexOf("...")) throw new IndexError(`${op}: an index can only have a single ellipsis ("...")`);
  const used = parts.reduce<number>((count, part) => count + consumed(part), 0);
  if (used > x.ndim) {
    throw new IndexError(
      `${op}: too many indices for tensor of dimension ${x.ndim}: got ${used}, the shape is ${formatShape(x.shape)}`,
    );
  }
  const whole = new Array<SliceOptions>(x.ndim - used).fill({});
  const named = parts as readonly Exclude<Resolved, "...">[];
  return at < 0 ? [...named, ...whole] : [...named.slice(0, at), ...whole, ...named.slice(at + 1)];
}

/** Walks over the parts and the dimensions of a tensor side by side. */
class Walk {
  readonly starts: number[];
  readonly axes: RegionAxis[] = [];
  readonly picks = new Map<number, Tensor>();
  private dim = 0;

  constructor(
    private readonly op: string,
    private readonly x: Tensor,
  ) {
    this.starts = x.shape.map(() => 0);
  }

  take(part: Exclude<Resolved, "...">): void {
    if (part === null) this.axes.push({ dim: null, size: 1, step: 1 });
    else if (typeof part === "number") this.select(part);
    else if (part instanceof Tensor) this.pick(part);
    else this.range(part);
  }

  private select(index: number): void {
    this.starts[this.dim] = resolveIndex(this.op, index, this.dim, this.x.shape[this.dim]);
    this.dim++;
  }

  private range(options: SliceOptions): void {
    const { start, length, step } = resolveRange(this.op, this.x.shape[this.dim], options);
    this.starts[this.dim] = start;
    this.axes.push({ dim: this.dim++, size: length, step });
  }

  private pick(index: Tensor): void {
    if (index.dtype === "int32") this.pickAlong(wrapPositions(this.op, index, this.dim, this.x.shape[this.dim]));
    else if (index.ndim > 0) this.mask(index);
    else {
      // A single boolean keeps or empties a new dimension.
      const kept = index.item();
      this.picks.set(this.axes.length, fromTypedArray(new Int32Array(kept), [kept], { device: index.device }));
      this.axes.push({ dim: null, size: 1, step: 1 });
    }
  }

  private pickAlong(positions: Tensor): void {
    this.picks.set(this.axes.length, positions);
    this.axes.push({ dim: this.dim, size: this.x.shape[this.dim], step: 1 });
    this.dim++;
  }

  /** A mask over several dimensions picks by one list of indices for each of them. */
  private mask(mask: Tensor): void {
    const { shape } = this.x;
    for (const [k, size] of mask.shape.entries()) {
      if (size !== shape[this.dim + k]) {
        throw new IndexError(
          `${this.op}: the shape of the mask ${formatShape(mask.shape)} at index ${k} does not match the shape of the ` +
            `indexed tensor ${formatShape(shape)} at index ${this.dim + k}`,
        );
      }
    }
    for (const positions of mask.nonzero().unbind(1)) this.pickAlong(positions);
  }
}

function commonShape(op: string, picks: ReadonlyMap<number, Tensor>): Shape {
  const shapes = [...picks.values()].map(({ shape }) => shape);
  try {
    return shapes.reduce<Shape>((common, shape) => broadcastShapes(op, common, shape), []);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw new IndexError(
      `${op}: shape mismatch: indexing tensors could not be broadcast together with shapes ${shapes.map(formatShape).join(", ")}`,
    );
  }
}

/**
 * Reads an index, with everything checked.
 * @throws {IndexError} for too many parts, an index out of range, or a mask of another shape.
 * @throws {ValueError} for a range that cannot be read.
 */
export function locate(op: string, x: Tensor, parts: readonly Index[]): Location {
  const walk = new Walk(op, x);
  const resolved = parts.map((part, i) => resolve(op, part, i, x));
  for (const part of fillUp(op, x, resolved)) walk.take(part);
  const { starts, axes, picks } = walk;
  const dims = [...picks.keys()];
  const areNeighbours = dims[dims.length - 1] - dims[0] === dims.length - 1;
  // PyTorch's rule: what is picked along neighbouring dimensions takes their place, and else comes first.
  return { region: { starts, axes }, picks, common: commonShape(op, picks), place: areNeighbours ? dims[0] : 0 };
}

/**
 * Where the located elements lie in the flat tensor, row by row: int32, in the shape that indexing gives. Built from
 * what each axis adds, which broadcasts to the whole.
 */
export function flatPositions(x: Tensor, { region, picks, common, place }: Location): Tensor {
  const { device } = x;
  const strides = contiguousStrides(x.shape);
  const free = region.axes.length - picks.size;
  const start = region.starts.reduce((sum, position, d) => sum + position * strides[d], 0);
  let total = full([], start, { dtype: "int32", device });
  let seen = 0;
  for (const [i, { dim, size, step }] of region.axes.entries()) {
    const stride = dim === null ? 0 : strides[dim] * step;
    const picked = picks.get(i);
    const positions = picked ?? arange(size, { dtype: "int32", device });
    // Ones for the dimensions behind it make each part broadcast to where it belongs.
    const behind = picked !== undefined ? free - place : free - seen - 1 + (seen < place ? common.length : 0);
    if (picked === undefined) seen++;
    total = total.add(positions.reshape([...positions.shape, ...new Array<number>(behind).fill(1)]).mul(stride));
  }
  return total;
}

/** The shape that an index gives. */
export function locatedShape({ region, picks, common, place }: Location): number[] {
  const free = region.axes.filter((_, i) => !picks.has(i)).map(({ size }) => size);
  return [...free.slice(0, place), ...common, ...free.slice(place)];
}

/** True if a region is all of x, as it lies. */
export function isWhole(x: Tensor, { axes }: Region): boolean {
  return (
    axes.length === x.ndim && axes.every(({ dim, size, step }, d) => dim === d && step === 1 && size === x.shape[d])
  );
}
