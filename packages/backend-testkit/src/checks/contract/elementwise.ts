import type { DType } from "@lumbre/tensor";
import { type BinaryOp, dtypes, type UnaryOp } from "@lumbre/tensor/backend";
import type { LayoutName } from "../../device/layouts.js";
import type { Subject } from "../../device/subject.js";
import type { Check } from "../check.js";
import { compareKernel, contractCheck, host, type KernelOptions, randomHost } from "./kernelCall.js";

type OpNames<Op extends string> = readonly Op[];

const unaryOps: OpNames<UnaryOp> = [
  ..."neg abs sign exp expm1 log log1p log2 log10 sqrt rsqrt square reciprocal sin cos tan asin acos atan sinh cosh".split(
    " ",
  ),
  ..."tanh sigmoid relu erf floor ceil round trunc logicalNot isnan isinf isfinite".split(" "),
] as UnaryOp[];
const binaryOps: OpNames<BinaryOp> = [
  ..."add sub mul div pow maximum minimum remainder fmod floorDivide atan2 eq ne lt le gt ge".split(" "),
  ..."logicalAnd logicalOr logicalXor".split(" "),
] as BinaryOp[];

/** What IEEE 754 has beside ordinary numbers, and some of these. */
const special = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, -2.5, 3, 100, -100];
const layouts: readonly LayoutName[] = ["contiguous", "transposed", "gapped", "expanded"];

/** Every pair of special values. */
const pairs = special.flatMap((a) => special.map((b) => [a, b]));

function unaryCheck(op: UnaryOp): Check {
  return contractCheck(`unary/${op}`, async (subject) => {
    const error = await compareKernel(
      subject,
      `unary ${op} of special values`,
      [host("float32", [3, 4], special)],
      (k, [x]) => k.unary(op, x),
    );
    return { error };
  });
}

function binaryCheck(op: BinaryOp): Check {
  return contractCheck(`binary/${op}`, async (subject) => {
    const [a, b] = [0, 1].map((side) =>
      host(
        "float32",
        [pairs.length],
        pairs.map((pair) => pair[side]),
      ),
    );
    let error = await compareKernel(subject, `binary ${op} of special values`, [a, b], (k, [x, y]) =>
      k.binary(op, x, y),
    );
    const some = [host("float32", [3, 4], special)];
    for (const value of [2, -0.5, 0, NaN]) {
      error = Math.max(
        error,
        await compareKernel(subject, `binary ${op} with ${value} on the right`, some, (k, [x]) =>
          k.binary(op, x, value),
        ),
        await compareKernel(subject, `binary ${op} with ${value} on the left`, some, (k, [x]) =>
          k.binary(op, value, x),
        ),
      );
    }
    return { error };
  });
}

/** Every declared dtype in every layout. */
async function eachPlacement(
  subject: Subject,
  run: (dtype: DType, layout: LayoutName) => Promise<unknown>,
): Promise<void> {
  for (const dtype of dtypes) {
    if (!subject.has(dtype)) continue;
    for (const layout of layouts) await run(dtype, layout);
  }
}

async function checkCopy(subject: Subject): Promise<void> {
  await eachPlacement(subject, async (dtype, from) => {
    for (const to of layouts.slice(0, 3)) {
      for (const shape of [[3, 4], [2, 3, 2, 2], [], [0, 3]]) {
        const operands = [randomHost(dtype, shape), randomHost(dtype, shape, "target")];
        const options: KernelOptions = { layouts: [from, to], written: 1 };
        await compareKernel(
          subject,
          `copy of ${dtype}, ${from} to ${to}`,
          operands,
          (k, [x, y]) => k.copy(x, y),
          options,
        );
      }
    }
  });
}

async function checkFill(subject: Subject): Promise<void> {
  await eachPlacement(subject, async (dtype, layout) => {
    if (layout === "expanded") return;
    const values = dtype.startsWith("float") ? [0, -1.5, NaN, Infinity, -Infinity] : [0, 1];
    for (const value of values) {
      for (const shape of [[3, 4], [], [2, 0]]) {
        const options: KernelOptions = { layouts: [layout], written: 0 };
        await compareKernel(
          subject,
          `fill of ${dtype}, ${layout}, with ${value}`,
          [randomHost(dtype, shape)],
          (k, [x]) => k.fill(x, value),
          options,
        );
      }
    }
  });
}

/** What truncation, and the test for zero, can be done wrong with. */
const fractions = [-2.9, -2.5, -1, -0.9, -0.1, 0, 0.1, 0.5, 0.9, 1.5, 2.5, 100.99];

async function checkCast(subject: Subject): Promise<void> {
  const isNegative = (value: number): boolean => value <= -1;
  await eachPlacement(subject, async (from, layout) => {
    for (const to of dtypes) {
      if (!subject.has(to)) continue;
      // A negative number has no place in uint8, nor has NaN among integers.
      const values = to === "uint8" ? fractions.map((value) => (isNegative(value) ? -value : value)) : fractions;
      const x = host(from, [3, 4], values);
      await compareKernel(subject, `cast of ${layout} ${from} to ${to}`, [x], (k, [view]) => k.cast(view, to), {
        layouts: [layout],
      });
    }
  });
  const odd = [host("float32", [5], [NaN, Infinity, -0, 1e-30, -1e30])];
  await compareKernel(subject, "cast of special values to bool", odd, (k, [x]) => k.cast(x, "bool"));
}

async function checkWhere(subject: Subject): Promise<void> {
  const condition = host("bool", [3, 4], [1, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 0]);
  await eachPlacement(subject, async (dtype, layout) => {
    const operands = [condition, randomHost(dtype, [3, 4], "a"), randomHost(dtype, [3, 4], "b")];
    const name = `where of ${layout} ${dtype}`;
    const each: KernelOptions = { layouts: ["transposed", layout, "gapped"] };
    await compareKernel(subject, name, operands, (k, [c, a, b]) => k.where(c, a, b), each);
    await compareKernel(subject, `${name} or a number`, operands, (k, [c, a]) => k.where(c, a, 1), each);
    await compareKernel(subject, `a number or ${name}`, operands, (k, [c, , b]) => k.where(c, 0, b), each);
  });
  const hole = [condition, host("float32", [3, 4], [NaN, 1, Infinity, NaN])];
  await compareKernel(subject, "where with NaN on the other side", hole, (k, [c, x]) => k.where(c, 2, x));
}

/** Integers as large as the backend says that they are exact. */
async function checkIntegers(subject: Subject): Promise<void> {
  if (!subject.has("int32")) return;
  const top = subject.maxInteger;
  const a = host("int32", [6], [top, -top, top - 1, 1 - top, Math.floor(top / 2), 12_345]);
  const b = host("int32", [6], [1, -1, 1, -1, 2, 7]);
  const ops: readonly BinaryOp[] = [
    "sub",
    "maximum",
    "minimum",
    "floorDivide",
    "remainder",
    "fmod",
    "eq",
    "ne",
    "lt",
    "ge",
  ];
  for (const op of ops)
    await compareKernel(subject, `binary ${op} of large int32`, [a, b], (k, [x, y]) => k.binary(op, x, y));
  await compareKernel(subject, "unary neg of large int32", [a], (k, [x]) => k.unary("neg", x));
  await compareKernel(subject, "reduce max of large int32", [a], (k, [x]) => k.reduce("max", x, [0]));
}

/** More dimensions than most kernels are written for. */
async function checkRanks(subject: Subject): Promise<void> {
  const shape = [2, 1, 3, 2, 1, 2];
  for (const layout of layouts) {
    const operands = [randomHost("float32", shape, "a"), randomHost("float32", shape, "b")];
    const options: KernelOptions = { layouts: [layout, "transposed"] };
    await compareKernel(
      subject,
      `binary of 6 dimensions, ${layout}`,
      operands,
      (k, [x, y]) => k.binary("add", x, y),
      options,
    );
    await compareKernel(
      subject,
      `unary of 6 dimensions, ${layout}`,
      operands,
      (k, [x]) => k.unary("square", x),
      options,
    );
  }
}

/** The elementwise kernels, called directly. */
export const elementwiseChecks: readonly Check[] = [
  contractCheck("copy", checkCopy),
  contractCheck("fill", checkFill),
  contractCheck("cast", checkCast),
  contractCheck("where", checkWhere),
  contractCheck("int32", checkIntegers),
  contractCheck("ranks", checkRanks),
  ...unaryOps.map(unaryCheck),
  ...binaryOps.map(binaryCheck),
];
