import { bind } from "../arguments/bind.js";
import { aFiniteNumber, aNumberFrom, anInteger, anIntegerFrom, either, nullable, numbers } from "../arguments/kinds.js";
import { defineSignature, optional, required, spread } from "../arguments/signature.js";
import { aTensor } from "../arguments/tensorKinds.js";
import type { Device } from "../device.js";
import { type DType, integerRange, requireFits, requireFloat } from "../dtype.js";
import { ArgumentError, ValueError } from "../errors.js";
import type { Generator } from "../generator.js";
import { broadcastShapes, checkSizes, type Shape } from "../shape.js";
import { Tensor } from "../tensor.js";
import { fillNormal } from "./distributions.js";
import { draw, drawLike, type Fill, memoryOrder } from "./draw.js";
import {
  floatParameters,
  generatorParameter,
  type RandomArguments,
  type RandomOptions,
  tensorParameters,
  withFirstBound,
} from "./options.js";

const size = required("size", numbers);
const random = [generatorParameter, ...tensorParameters] as const;
const randomFloat = [generatorParameter, ...floatParameters] as const;
const x = required("x", aTensor);
const bounds = [optional("low", anInteger, 0), required("high", anInteger)] as const;

const randSignature = defineSignature("rand", spread("size"), ...randomFloat);
const randnSignature = defineSignature("randn", spread("size"), ...randomFloat);
const randintSignature = defineSignature("randint", ...bounds, size, ...random);
const randpermSignature = defineSignature("randperm", required("n", anIntegerFrom(0)), ...random);
const randLikeSignature = defineSignature("randLike", x, ...randomFloat);
const randnLikeSignature = defineSignature("randnLike", x, ...randomFloat);
const randintLikeSignature = defineSignature("randintLike", x, ...bounds, ...random);
const normalSignature = defineSignature(
  "normal",
  required("mean", either(aTensor, aFiniteNumber)),
  optional("std", either(aTensor, aNumberFrom(0)), 1),
  optional("size", nullable(numbers), null),
  ...randomFloat,
);

const uniform: Fill = { kind: "uniform", a: 0, b: 1 };
const standardNormal: Fill = { kind: "normal", a: 0, b: 1 };
const permutation: Fill = { kind: "permutation", a: 0, b: 0 };

/**
 * Random numbers, uniform in [0, 1).
 *
 * @param size Sizes of the dimensions, each >= 0, as a list or one by one; `[]` makes a scalar.
 * @throws {ArgumentError} without sizes.
 * @throws {ShapeError} for a size that is negative or no whole number.
 * @throws {DTypeError} for a dtype that is no float.
 * @example
 * manualSeed(0);
 * rand(3); // => tensor([0.4963, 0.7682, 0.0885])
 * rand(2, 2, { dtype: "float64" }).shape; // => [2, 2]
 * @see https://pytorch.org/docs/stable/generated/torch.rand.html
 */
export function rand(...args: RandomArguments): Tensor {
  const [shape, generator, dtype, device, requiresGrad] = bind(randSignature, arguments);
  checkSizes("rand", shape);
  return draw(shape, uniform, generator, dtype ?? "float32", device, requiresGrad);
}

/**
 * Random numbers of the standard normal distribution.
 *
 * @param size Sizes of the dimensions, each >= 0, as a list or one by one; `[]` makes a scalar.
 * @throws {ArgumentError} without sizes.
 * @throws {ShapeError} for a size that is negative or no whole number.
 * @throws {DTypeError} for a dtype that is no float.
 * @example
 * manualSeed(0);
 * randn(3); // => tensor([ 1.5410, -0.2934, -2.1788])
 * randn([2, 3], { requiresGrad: true }).requiresGrad; // => true
 * @see https://pytorch.org/docs/stable/generated/torch.randn.html
 */
export function randn(...args: RandomArguments): Tensor {
  const [shape, generator, dtype, device, requiresGrad] = bind(randnSignature, arguments);
  checkSizes("randn", shape);
  return draw(shape, standardNormal, generator, dtype ?? "float32", device, requiresGrad);
}

/** True if the elements lie in memory in another order than row by row; gaps between them do not count. */
function isScattered(x: Tensor): boolean {
  const seen = memoryOrder(x).filter((d) => x.shape[d] > 1);
  return seen.some((d, i) => i > 0 && d < seen[i - 1]);
}

/** Random whole numbers in [low, high), in a shape or in that of a tensor. */
function drawIntegers(
  op: string,
  low: number,
  high: number,
  target: Shape | Tensor,
  generator: Generator | null,
  dtype: DType,
  device: Device | null,
  requiresGrad: boolean,
): Tensor {
  if (!(target instanceof Tensor)) checkSizes(op, target);
  if (low >= high)
    throw new ValueError(`${op}: expected whole numbers with low < high, got low ${low} and high ${high}`);
  const [least, most] = integerRange(dtype);
  if (low < least || high - 1 > most) {
    throw new ValueError(`${op}: ${dtype} holds ${least} to ${most}, got low ${low} and high ${high} (exclusive)`);
  }
  const fill: Fill = { kind: "integers", a: low, b: high };
  if (target instanceof Tensor) return drawLike(target, fill, generator, dtype, device ?? target.device, requiresGrad);
  return draw(target, fill, generator, dtype, device, requiresGrad);
}

/**
 * Random whole numbers in [low, high), int32 unless told; a bound that stands alone is `high`.
 *
 * @param low Least number. Default 0.
 * @param high Bound that is not reached.
 * @param size Sizes of the dimensions, each >= 0.
 * @throws {ValueError} unless low < high, and for numbers that the dtype does not hold.
 * @throws {ShapeError} for a size that is negative or no whole number.
 * @example
 * manualSeed(0);
 * randint(0, 10, [5]); // => tensor([4, 9, 3, 0, 3])
 * randint(10, [2]); // => tensor([9, 7])
 * @see https://pytorch.org/docs/stable/generated/torch.randint.html
 */
export function randint(
  low: number,
  high: number | Shape | (RandomOptions & { readonly high?: number; readonly size: Shape }),
  size?: Shape | RandomOptions | (RandomOptions & { readonly size: Shape }),
  options?: RandomOptions,
): Tensor {
  const bound = bind(randintSignature, withFirstBound(arguments, 0, "high"));
  const [from, to, shape, generator, dtype, device, requiresGrad] = bound;
  return drawIntegers("randint", from, to, shape, generator, dtype ?? "int32", device, requiresGrad);
}

/**
 * The numbers 0 to n - 1 in random order, int32 unless told.
 *
 * @param n How many numbers, >= 0.
 * @throws {ValueError} unless n is a whole number >= 0 and the dtype holds the numbers.
 * @example
 * manualSeed(0);
 * randperm(4); // => tensor([0, 1, 3, 2])
 * @see https://pytorch.org/docs/stable/generated/torch.randperm.html
 */
export function randperm(n: number, options?: RandomOptions): Tensor {
  const [count, generator, dtype, device, requiresGrad] = bind(randpermSignature, arguments);
  if (count > 0) requireFits("randperm", dtype ?? "int32", count - 1);
  return draw([count], permutation, generator, dtype ?? "int32", device, requiresGrad);
}

/**
 * {@link rand} with the shape, dtype and device of `x` unless told otherwise.
 *
 * @throws {DTypeError} for a dtype that is no float.
 * @example
 * randLike(zeros(2, 3)).shape; // => [2, 3]
 * @see https://pytorch.org/docs/stable/generated/torch.rand_like.html
 */
export function randLike(x: Tensor, options?: RandomOptions): Tensor {
  const [like, generator, dtype, device, requiresGrad] = bind(randLikeSignature, arguments);
  requireFloat("randLike", dtype ?? like.dtype);
  return drawLike(like, uniform, generator, dtype ?? like.dtype, device ?? like.device, requiresGrad);
}

/**
 * {@link randn} with the shape, dtype and device of `x` unless told otherwise.
 *
 * @throws {DTypeError} for a dtype that is no float.
 * @example
 * randnLike(zeros(2, 3)).shape; // => [2, 3]
 * @see https://pytorch.org/docs/stable/generated/torch.randn_like.html
 */
export function randnLike(x: Tensor, options?: RandomOptions): Tensor {
  const [like, generator, dtype, device, requiresGrad] = bind(randnLikeSignature, arguments);
  requireFloat("randnLike", dtype ?? like.dtype);
  const scattered: Fill = (data, source) => fillNormal(data, source, 0, 1, true);
  const fill = isScattered(like) ? scattered : standardNormal;
  return drawLike(like, fill, generator, dtype ?? like.dtype, device ?? like.device, requiresGrad);
}

/**
 * {@link randint} with the shape, dtype and device of `x` unless told otherwise; a bound that stands alone is `high`.
 *
 * @param low Least number. Default 0.
 * @param high Bound that is not reached.
 * @throws {ValueError} unless low < high, and for numbers that the dtype does not hold.
 * @example
 * randintLike(zeros(2, 3), 5, { dtype: "int32" }).shape; // => [2, 3]
 * @see https://pytorch.org/docs/stable/generated/torch.randint_like.html
 */
export function randintLike(
  x: Tensor,
  low: number,
  high?: number | (RandomOptions & { readonly high?: number }),
  options?: RandomOptions,
): Tensor {
  const bound = bind(randintLikeSignature, withFirstBound(arguments, 1, "high"));
  const [like, from, to, generator, dtype, device, requiresGrad] = bound;
  const [type, on] = [dtype ?? like.dtype, device ?? like.device];
  return drawIntegers("randintLike", from, to, like, generator, type, on, requiresGrad);
}

/**
 * Random numbers of a normal distribution, all of the same one or each of its own.
 *
 * @param mean Mean of the distribution; a tensor: of each number.
 * @param std Standard deviation, >= 0; a tensor, which broadcasts with mean: of each number. Default 1.
 * @param size Sizes of the dimensions, each >= 0; left out where mean or std is a tensor.
 * @throws {ValueError} for a negative standard deviation.
 * @throws {ShapeError} for a size that is negative or no whole number, and tensors that do not broadcast.
 * @throws {DTypeError} for a dtype that is no float.
 * @throws {ArgumentError} for two numbers without sizes, and a tensor with them.
 * @example
 * manualSeed(0);
 * normal(10, 2, [3]); // => tensor([13.0820,  9.4131,  5.6424])
 * normal(tensor([0, 100]), 0.1).shape; // => [2]
 * @see https://pytorch.org/docs/stable/generated/torch.normal.html
 */
export function normal(
  mean: number | Tensor,
  std?: number | Tensor | (RandomOptions & { readonly std?: number | Tensor; readonly size?: Shape }),
  size?: Shape | (RandomOptions & { readonly size?: Shape }),
  options?: RandomOptions,
): Tensor {
  const [center, deviation, shape, generator, dtype, device, requiresGrad] = bind(normalSignature, arguments);
  if (typeof center !== "number" || typeof deviation !== "number") {
    if (shape !== null || dtype !== null || device !== null || requiresGrad)
      throw new ArgumentError("normal: size, dtype, device and requiresGrad are those of the tensors");
    return normalAround(center, deviation, generator);
  }
  if (shape === null) throw new ArgumentError("normal: missing argument size; write normal(mean, std, [2, 3])");
  checkSizes("normal", shape);
  return draw(shape, { kind: "normal", a: center, b: deviation }, generator, dtype ?? "float32", device, requiresGrad);
}

/** Standard normal numbers, scaled and moved each by its own numbers. */
function normalAround(mean: number | Tensor, std: number | Tensor, generator: Generator | null): Tensor {
  const [like, shape] =
    typeof mean === "number"
      ? [std as Tensor, (std as Tensor).shape]
      : [mean, typeof std === "number" ? mean.shape : broadcastShapes("normal", mean.shape, std.shape)];
  requireFloat("normal", like.dtype);
  if (typeof std !== "number" && !std.device.backend.asyncOnly && std.lt(0).any().item() === 1)
    throw new ValueError("normal: expected all elements of std >= 0");
  const numbers = draw(shape, standardNormal, generator, like.dtype, like.device);
  return numbers.mul(detached(std)).add(detached(mean));
}

/** Numbers that are drawn have no gradient. */
function detached(value: number | Tensor): number | Tensor {
  return typeof value === "number" ? value : value.detach();
}
