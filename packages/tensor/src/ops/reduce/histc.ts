import { bind } from "../../arguments/bind.js";
import { aFiniteNumber, anIntegerFrom } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { written } from "../../creation/written.js";
import { isFloat } from "../../dtype.js";
import { DTypeError, ValueError } from "../../errors.js";
import { peek } from "../../reading.js";
import type { Tensor } from "../../tensor.js";

const signature = defineSignature(
  "histc",
  required("x", aTensor),
  optional("bins", anIntegerFrom(1), 100),
  optional("min", aFiniteNumber, 0),
  optional("max", aFiniteNumber, 0),
);

/** Options of {@link histc}. */
export interface HistcOptions {
  /** The number of bins, >= 1. Default 100. */
  readonly bins?: number;
  /** The lower end of the range. Default 0. */
  readonly min?: number;
  /** The upper end of the range, included; equal to min: the range of the elements. Default 0. */
  readonly max?: number;
}

/** The range itself, or where it is empty that of the elements, which must not be empty then. */
function rangeOf(data: ArrayLike<number>, min: number, max: number): readonly [min: number, max: number] {
  if (min < max) return [min, max];
  let [least, most] = data.length === 0 ? [min, max] : [data[0], data[0]];
  for (let i = 1; i < data.length; i++) {
    least = Math.min(least, data[i]);
    most = Math.max(most, data[i]);
  }
  if (!Number.isFinite(least) || !Number.isFinite(most)) {
    throw new ValueError(`histc: range of [${least}, ${most}] is not finite`);
  }
  return least === most ? [least - 1, most + 1] : [least, most];
}

/**
 * How many elements lie in each of some bins of equal width between min and max, in x's dtype. Elements outside are not
 * counted. Reads the tensor.
 *
 * Shapes: any -> [bins].
 *
 * @param bins The number of bins, >= 1. Default 100.
 * @param min The lower end of the range. Default 0.
 * @param max The upper end of the range, included; equal to min: the range of the elements. Default 0.
 * @throws {ValueError} when max is below min, or the elements' range is not finite.
 * @throws {DTypeError} for a tensor of integers or bools.
 * @throws {DeviceError} on a device that cannot be read at once.
 * @example
 * histc(tensor([1, 2, 1]), 4, { min: 0, max: 3 }); // => tensor([0., 2., 1., 0.])
 * @see https://pytorch.org/docs/stable/generated/torch.histc.html
 */
export function histc(
  x: Tensor,
  bins?: number | HistcOptions,
  min?: number | Omit<HistcOptions, "bins">,
  max?: number | Pick<HistcOptions, "max">,
): Tensor {
  const [input, count, lower, upper] = bind(signature, arguments);
  if (!isFloat(input.dtype)) throw new DTypeError(`histc: expected a float32 or float64 tensor, got ${input.dtype}`);
  if (upper < lower) throw new ValueError(`histc: max must be larger than min, got min ${lower} and max ${upper}`);
  const elements = input.detach().contiguous();
  const [least, most] = rangeOf(peek("histc", elements), lower, upper);
  return written([count], input.dtype, input.device, (out) => {
    const data = peek("histc", elements);
    out.fill(0);
    for (let i = 0; i < data.length; i++) {
      if (!(data[i] >= least && data[i] <= most)) continue;
      out[Math.min(Math.floor(((data[i] - least) / (most - least)) * count), count - 1)]++;
    }
  });
}
