import { type Shape, ShapeError } from "@lumbre/tensor";
import {
  aFiniteNumber,
  bind,
  defineSignature,
  formatShape,
  nullable,
  numbers,
  oneOf,
  optional,
  positional,
  required,
} from "@lumbre/tensor/engine";

/** The nonlinearities that have a recommended gain. */
export const nonlinearities = [
  "linear",
  "conv1d",
  "conv2d",
  "convTranspose2d",
  "sigmoid",
  "tanh",
  "relu",
  "leakyRelu",
  "selu",
] as const;

/** The nonlinearities that {@link calculateGain} knows. */
export type Nonlinearity = (typeof nonlinearities)[number];

const gainSignature = defineSignature(
  "calculateGain",
  positional("nonlinearity", oneOf(...nonlinearities)),
  optional("param", nullable(aFiniteNumber), null),
);

/**
 * The recommended gain: the reciprocal of the factor by which a nonlinearity shrinks the standard deviation.
 *
 * @param param leakyRelu's slope. Default 0.01.
 * @throws {ValueError} for an unknown nonlinearity.
 * @example
 * init.calculateGain("relu"); // => 1.4142135623730951
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.calculate_gain
 */
export function calculateGain(
  nonlinearity: Nonlinearity,
  param?: number | null | { readonly param?: number | null },
): number {
  const [, given] = bind(gainSignature, arguments);
  const slope = given ?? 0.01;
  switch (nonlinearity) {
    case "tanh":
      return 5 / 3;
    case "relu":
      return Math.SQRT2;
    case "leakyRelu":
      return Math.sqrt(2 / (1 + slope ** 2));
    case "selu":
      return 3 / 4;
    case "linear":
    case "conv1d":
    case "conv2d":
    case "convTranspose2d":
    case "sigmoid":
      return 1;
  }
}

const fansSignature = defineSignature("calculateFans", required("shape", numbers));

/**
 * The fan-in and the fan-out of a weight: inputs per output, and the reverse.
 *
 * @param shape The weight's shape, [out, in, ...].
 * @throws {ShapeError} for fewer than two dimensions.
 * @throws {ArgumentError} for what is no list of numbers.
 * @example
 * init.calculateFans([4, 3, 5, 5]); // => { fanIn: 75, fanOut: 100 }
 */
export function calculateFans(shape: Shape): { readonly fanIn: number; readonly fanOut: number } {
  [shape] = bind(fansSignature, arguments);
  if (shape.length < 2) {
    throw new ShapeError(
      `calculateFans: fan in and fan out can not be computed for a tensor of shape ${formatShape(shape)}; expected 2 dimensions or more`,
    );
  }
  const field = shape.slice(2).reduce((product, size) => product * size, 1);
  return { fanIn: shape[1] * field, fanOut: shape[0] * field };
}
