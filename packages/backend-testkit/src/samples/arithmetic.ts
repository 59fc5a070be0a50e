import type { Tensor } from "@lumbre/tensor";
import { data, distinct, type InputSpec, positive, type Sample, type SampleOptions, sample } from "./sample.js";

type BinaryMethod = {
  [Name in keyof Tensor]: Tensor[Name] extends (other: Tensor) => Tensor ? Name : never;
}[keyof Tensor];

const large = [data([256, 256]), data([256, 256])];
const largePositive = [positive([256, 256]), positive([256, 256])];

/** A function of two operands: of the same shape, broadcast both ways, and with a number. */
function binary(op: BinaryMethod & string, options: SampleOptions & { readonly isPositive?: boolean } = {}): Sample[] {
  const { isPositive = false, ...rest } = options;
  const operand = isPositive ? positive : (shape: readonly number[]): InputSpec => distinct(shape);
  const call = (x: Tensor, other: Tensor): Tensor => (x[op] as (other: Tensor | number) => Tensor)(other);
  const withNumber = (x: Tensor): Tensor => (x[op] as (other: Tensor | number) => Tensor)(2);
  return [
    sample(op, "same-shape", [operand([3, 5]), operand([3, 5])], call, {
      ...rest,
      timed: isPositive ? largePositive : large,
    }),
    sample(op, "broadcast", [operand([2, 1, 4]), operand([3, 1])], call, rest),
    sample(op, "number", [operand([3, 4])], withNumber, rest),
  ];
}

/** Its form that writes into the first operand. */
function inPlace(op: BinaryMethod & string, options: SampleOptions = {}): Sample[] {
  const call = (x: Tensor, other: Tensor): Tensor => (x[op] as (other: Tensor) => Tensor)(other);
  return [
    sample(op, "same-shape", [positive([3, 5]), positive([3, 5])], call, options),
    sample(op, "broadcast", [positive([2, 3, 4]), positive([3, 1])], call, options),
  ];
}

const three = [data([3, 4]), data([3, 4]), positive([4])];
const steps = { isSmooth: false } as const;
/** Integers must not be divided by zero, which takes a look at them. */
const division = { readsValues: true, isPositive: true } as const;

export const arithmeticSamples: readonly Sample[] = [
  ...binary("add"),
  sample("add", "alpha", [data([3, 4]), data([4])], (x, y) => x.add(y, { alpha: 2 })),
  ...inPlace("add_"),
  sample("add_", "alpha", [data([3, 4]), data([4])], (x, y) => x.add_(y, { alpha: 3 })),
  ...binary("sub"),
  sample("sub", "alpha", [data([3, 4]), data([4])], (x, y) => x.sub(y, { alpha: 2 })),
  ...inPlace("sub_"),
  ...binary("rsub"),
  ...binary("mul"),
  ...inPlace("mul_"),
  ...binary("div", division),
  sample("div", "floor", [distinct([3, 4]), positive([4])], (x, y) => x.div(y, { roundingMode: "floor" }), {
    ...steps,
    readsValues: true,
  }),
  sample("div", "trunc", [distinct([3, 4]), positive([4])], (x, y) => x.div(y, { roundingMode: "trunc" }), {
    ...steps,
    readsValues: true,
  }),
  ...inPlace("div_", { readsValues: true }),
  ...binary("floorDivide", { ...division, ...steps }),
  ...binary("remainder", { ...division, ...steps }),
  ...binary("fmod", { ...division, ...steps }),
  sample(
    "fmod",
    "signs",
    [data([4], { values: [-5.5, 5.5, -5.5, 5.5] }), data([4], { values: [2, -2, -2, 2] })],
    (x, y) => x.fmod(y),
    { ...steps, readsValues: true },
  ),
  sample(
    "remainder",
    "signs",
    [data([4], { values: [-5.5, 5.5, -5.5, 5.5] }), data([4], { values: [2, -2, -2, 2] })],
    (x, y) => x.remainder(y),
    { ...steps, readsValues: true },
  ),
  ...binary("pow", { isPositive: true }),
  sample("pow", "negative-base", [data([4], { values: [-2, -1.5, 1.5, 3] })], (x) => x.pow(3)),
  ...inPlace("pow_"),
  sample("rpow", "number", [distinct([3, 4])], (x) => x.rpow(2)),
  ...binary("maximum"),
  ...binary("minimum"),
  ...binary("atan2"),
  sample("lerp", "number", [data([3, 4]), data([4])], (x, y) => x.lerp(y, 0.25)),
  sample("lerp", "tensor", three, (x, y, w) => x.lerp(y, w), { timed: [...large, data([256])] }),
  sample("lerp_", "number", [data([3, 4]), data([4])], (x, y) => x.lerp_(y, 0.25)),
  sample("addcmul", "value", three, (x, a, b) => x.addcmul(a, b, { value: 0.5 }), { timed: [...large, data([256])] }),
  sample("addcmul_", "value", three, (x, a, b) => x.addcmul_(a, b, { value: 0.5 })),
  sample("addcdiv", "value", three, (x, a, b) => x.addcdiv(a, b, { value: 0.5 }), {
    timed: [...large, positive([256])],
  }),
  sample("addcdiv_", "value", three, (x, a, b) => x.addcdiv_(a, b, { value: 0.5 })),
  sample("clamp", "numbers", [distinct([3, 4])], (x) => x.clamp({ min: -0.9, max: 1.1 }), {
    timed: [data([256, 256])],
  }),
  sample(
    "clamp",
    "tensors",
    [distinct([3, 4]), data([4], { low: -2, high: -1 }), positive([3, 1])],
    (x, min, max) => x.clamp({ min, max }),
    steps,
  ),
  sample("clamp_", "numbers", [distinct([3, 4])], (x) => x.clamp_({ min: -0.9, max: 1.1 })),
  sample("clampMin", "number", [distinct([3, 4])], (x) => x.clampMin(0.1)),
  sample("clampMax", "number", [distinct([3, 4])], (x) => x.clampMax(0.1)),
];
