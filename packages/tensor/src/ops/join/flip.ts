import { bind } from "../../arguments/bind.js";
import { nullable, sizes } from "../../arguments/kinds.js";
import { defineSignature, optional, required, spread } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { arange } from "../../creation/range.js";
import { ShapeError } from "../../errors.js";
import { formatShape, normalizeDim, type Sizes } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { cat } from "./cat.js";

const flipSignature = defineSignature("flip", required("x", aTensor), spread("dims"));
const rollSignature = defineSignature(
  "roll",
  required("x", aTensor),
  required("shifts", sizes),
  optional("dims", nullable(sizes), null),
);

/** Options of {@link roll}. */
export interface RollOptions {
  /** One dimension or several; null: the tensor is taken as flat. Default null. */
  readonly dims?: number | readonly number[] | null;
}

/**
 * A copy with the elements along some dimensions in reverse order.
 *
 * @param dims One dimension or several, as a list or one by one; an empty list changes nothing.
 * @throws {ArgumentError} when no dims are given.
 * @throws {ShapeError} when a dimension is named twice.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * tensor([1, 2, 3]).flip(0); // => tensor([3., 2., 1.])
 * @see https://pytorch.org/docs/stable/generated/torch.flip.html
 */
export function flip(x: Tensor, ...dims: Sizes): Tensor {
  const [input, along] = bind(flipSignature, arguments);
  const list = along.map((dim) => normalizeDim("flip", dim, input.ndim));
  if (new Set(list).size !== list.length) {
    throw new ShapeError(`flip: a dim appears multiple times in the list of dims ${formatShape(list)}`);
  }
  if (input.ndim === 0 || list.length === 0) return input.clone();
  return list.reduce<Tensor>((result, dim) => {
    const size = input.shape[dim];
    const backwards = arange(size, { dtype: "int32", device: input.device }).rsub(size - 1);
    return result.indexSelect(dim, backwards);
  }, input);
}

/** Moves the elements along one dimension `shift` places on, round the end. */
function rollAlong(x: Tensor, dim: number, shift: number): Tensor {
  const size = x.shape[dim];
  const places = size === 0 ? 0 : ((shift % size) + size) % size;
  if (places === 0) return x;
  return cat([x.narrow(dim, size - places, places), x.narrow(dim, 0, size - places)], dim);
}

/**
 * A copy with the elements moved along some dimensions; what leaves at one end comes back at the other. Without dims
 * the tensor is rolled as if it were flat.
 *
 * @param shifts By how many places; of several, one for each of dims.
 * @param dims One dimension or several; null: the tensor is taken as flat. Default null.
 * @throws {ShapeError} unless there are as many shifts as dims, or for a shift that is no whole number.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * tensor([1, 2, 3, 4]).roll(1); // => tensor([4., 1., 2., 3.])
 * tensor([[1, 2], [3, 4]]).roll(1, { dims: 0 }); // => tensor([[3., 4.],
 * //            [1., 2.]])
 * @see https://pytorch.org/docs/stable/generated/torch.roll.html
 */
export function roll(
  x: Tensor,
  shifts: number | readonly number[],
  dims?: number | readonly number[] | null | RollOptions,
): Tensor {
  const [input, shift, along] = bind(rollSignature, arguments);
  const steps = typeof shift === "number" ? [shift] : shift;
  if (!steps.every(Number.isInteger))
    throw new ShapeError(`roll: shifts must be whole numbers, got ${formatShape(steps)}`);
  const dimensions = typeof along === "number" ? [along] : (along ?? []);
  if (dimensions.length === 0 && steps.length === 1)
    return copied(input, rollAlong(input.reshape(input.numel()), 0, steps[0]).reshape(input.shape));
  const list = dimensions.map((dim) => normalizeDim("roll", dim, input.ndim));
  if (steps.length !== list.length || steps.length === 0) {
    throw new ShapeError(`roll: shifts and dims must align: got ${steps.length} shifts and ${list.length} dims`);
  }
  if (input.ndim === 0) return input.clone();
  return copied(
    input,
    list.reduce((result, dim, k) => rollAlong(result, dim, steps[k]), input),
  );
}

/** The result of rolling is memory of its own, also where nothing moved. */
function copied(x: Tensor, result: Tensor): Tensor {
  return result.storage === x.storage ? result.clone() : result;
}
