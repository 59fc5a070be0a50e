import { type Tensor, where } from "@lumbre/tensor";
import { data, distinct, mask, type Sample, sample } from "./sample.js";

const large = [data([256, 256]), data([256, 256])];
/** Values of which some are equal. */
const some = { values: [1, 2, 3, -1, 0, NaN, Infinity] };
const others = { values: [1, 3, 2, -1, -0, NaN, Infinity] };

type Comparison = "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "logicalAnd" | "logicalOr" | "logicalXor";

function comparison(op: Comparison): Sample[] {
  return [
    sample(op, "special", [data([7], some), data([7], others)], (x, y) => x[op](y), { timed: large }),
    sample(op, "broadcast", [data([2, 1, 7], some), data([3, 1], others)], (x, y) => x[op](y)),
    sample(op, "number", [data([7], some)], (x) => x[op](1)),
  ];
}

const logic: readonly Comparison[] = ["logicalAnd", "logicalOr", "logicalXor"];
const order: readonly Comparison[] = ["eq", "ne", "lt", "le", "gt", "ge"];
const near = { readsValues: true } as const;
const pair = [data([3, 4]), data([3, 4])];

export const comparisonSamples: readonly Sample[] = [
  ...order.flatMap(comparison),
  ...logic.flatMap(comparison),
  sample("where", "method", [data([3, 4]), mask([3, 4]), data([3, 4])], (x, c, y) => x.where(c, y), {
    timed: [data([256, 256]), mask([256, 256]), data([256, 256])],
  }),
  sample("where", "broadcast", [mask([3, 1]), data([4]), data([2, 1, 1])], (c, x, y) => where(c, x, y)),
  sample("where", "numbers", [mask([3, 4]), data([3, 4])], (c, x) => where(c, x, 2).add(where(c, -1, x))),
  sample("maskedFill", "number", [data([3, 4]), mask([4])], (x, m) => x.maskedFill(m, 2)),
  sample("maskedFill", "tensor", [data([3, 4]), mask([3, 4]), data([])], (x, m, v) => x.maskedFill(m, v)),
  sample("maskedFill_", "number", [data([3, 4]), mask([4])], (x, m) => x.maskedFill_(m, 2)),
  sample("isclose", "default", [data([5], some), data([5], others)], (x, y) => x.isclose(y)),
  sample("isclose", "options", [distinct([3, 4]), distinct([3, 4])], (x, y) => x.isclose(y, { rtol: 0.5, atol: 0.1 })),
  sample("allclose", "different", pair, (x, y) => x.allclose(y), near),
  sample("allclose", "same", [data([3, 4])], (x: Tensor) => x.allclose(x), near),
  sample("equal", "different", pair, (x, y) => x.equal(y), near),
  sample("equal", "same", [data([3, 4])], (x: Tensor) => x.equal(x), near),
];
