import { type ArgReduceOp, dtypes, type ReduceOp } from "@lumbre/tensor/backend";
import type { LayoutName } from "../../device/layouts.js";
import type { Subject } from "../../device/subject.js";
import type { Check } from "../check.js";
import { compareKernel, contractCheck, host, randomHost } from "./kernelCall.js";

const reduceOps: readonly ReduceOp[] = ["sum", "prod", "max", "min", "any", "all"];
const argReduceOps: readonly ArgReduceOp[] = ["argmax", "argmin"];
const layouts: readonly LayoutName[] = ["contiguous", "transposed", "gapped", "expanded"];
const sums = { scale: "tensor" } as const;

/** Every choice of the dimensions of a cube, but none. */
const dimChoices = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]];

function reduceCheck(op: ReduceOp): Check {
  return contractCheck(`reduce/${op}`, async (subject) => {
    let error = 0;
    for (const dtype of dtypes) {
      // A count or a product of bools would be none: ops convert them first.
      const isArithmetic = op === "sum" || op === "prod";
      if (!subject.has(dtype) || (isArithmetic && dtype === "bool")) continue;
      for (const layout of layouts) {
        for (const dims of dimChoices) {
          const x = randomHost(dtype, [2, 3, 2], op);
          const what = `reduce ${op} of ${layout} ${dtype} [2, 3, 2] along [${dims}]`;
          const found = await compareKernel(subject, what, [x], (k, [view]) => k.reduce(op, view, dims), {
            ...sums,
            layouts: [layout],
          });
          if (dtype === "float32") error = Math.max(error, found);
        }
      }
    }
    return { error };
  });
}

function specialCheck(op: ReduceOp): Check {
  return contractCheck(`reduce/${op}/special`, async (subject) => {
    const rows = [
      [NaN, 1, 2],
      [1, NaN, 0],
      [3, 4, NaN],
      [Infinity, -Infinity, 0],
      [-Infinity, -Infinity, -Infinity],
      [-3, -1, -2],
      [0, -0, 0],
    ];
    const x = host("float32", [7, 3], rows.flat());
    await compareKernel(subject, `reduce ${op} of rows with NaN and infinities`, [x], (k, [view]) =>
      k.reduce(op, view, [1]),
    );
    await compareKernel(subject, `reduce ${op} of columns with NaN`, [x], (k, [view]) => k.reduce(op, view, [0]));
  });
}

/** Nothing to reduce, and nothing to give. */
async function checkEmptyReductions(subject: Subject): Promise<void> {
  for (const op of reduceOps) {
    const nothing = randomHost("float32", [3, 0]);
    if (op !== "max" && op !== "min") {
      await compareKernel(subject, `reduce ${op} of nothing`, [nothing], (k, [x]) => k.reduce(op, x, [1]));
    }
    await compareKernel(subject, `reduce ${op} to nothing`, [nothing], (k, [x]) => k.reduce(op, x, [0]));
    await compareKernel(subject, `reduce ${op} of no dimensions`, [randomHost("float32", [2, 3])], (k, [x]) =>
      k.reduce(op, x, []),
    );
    await compareKernel(subject, `reduce ${op} of a number`, [randomHost("float32", [])], (k, [x]) =>
      k.reduce(op, x, []),
    );
  }
}

/** Many elements: more than a block, a workgroup or a pass takes. */
async function checkLongReductions(subject: Subject): Promise<void> {
  for (const op of ["sum", "max", "min", "all"] as const) {
    for (const [shape, dims] of [
      [[20_011], [0]],
      [[3, 4099], [1]],
      [[4099, 3], [0]],
    ] as const) {
      const what = `reduce ${op} of [${shape}] along [${dims}]`;
      await compareKernel(subject, what, [randomHost("float32", shape)], (k, [x]) => k.reduce(op, x, dims), {
        ...sums,
        factor: 4,
      });
    }
  }
}

function argReduceCheck(op: ArgReduceOp): Check {
  return contractCheck(`argReduce/${op}`, async (subject) => {
    for (const dtype of dtypes) {
      if (!subject.has(dtype) || dtype === "bool") continue;
      for (const layout of layouts) {
        for (const dim of [0, 1, 2]) {
          const what = `argReduce ${op} of ${layout} ${dtype} along ${dim}`;
          await compareKernel(subject, what, [randomHost(dtype, [2, 5, 3], op)], (k, [x]) => k.argReduce(op, x, dim), {
            layouts: [layout],
          });
        }
      }
    }
  });
}

function tieCheck(op: ArgReduceOp): Check {
  return contractCheck(`argReduce/${op}/first-of-ties`, async (subject) => {
    const x = host("float32", [3, 5], [1, 3, 3, 1, 3, 2, 2, 2, 2, 2, -1, -1, 4, 4, -1]);
    await compareKernel(subject, `argReduce ${op} of equal elements`, [x], (k, [view]) => k.argReduce(op, view, 1));
    await compareKernel(subject, `argReduce ${op} of equal columns`, [x], (k, [view]) => k.argReduce(op, view, 1), {
      layouts: ["transposed"],
    });
  });
}

function argNaNCheck(op: ArgReduceOp): Check {
  return contractCheck(`argReduce/${op}/nan`, async (subject) => {
    const x = host("float32", [4, 4], [NaN, 1, 2, 3, 1, NaN, 5, NaN, 7, 1, 0, NaN, Infinity, NaN, -Infinity, 0]);
    await compareKernel(subject, `argReduce ${op} with NaN`, [x], (k, [view]) => k.argReduce(op, view, 1));
    await compareKernel(subject, `argReduce ${op} with NaN, along columns`, [x], (k, [view]) =>
      k.argReduce(op, view, 0),
    );
  });
}

async function checkMatmul(subject: Subject): Promise<{ error: number }> {
  let error = 0;
  const sizes = [
    [1, 1, 1, 1],
    [2, 3, 4, 5],
    [1, 17, 9, 33],
    [3, 1, 7, 1],
    [2, 5, 1, 4],
  ];
  for (const [batch, m, k, n] of sizes) {
    for (const left of layouts) {
      for (const right of layouts) {
        const operands = [randomHost("float32", [batch, m, k], "a"), randomHost("float32", [batch, k, n], "b")];
        const what = `matmul of ${left} [${batch}, ${m}, ${k}] and ${right} [${batch}, ${k}, ${n}]`;
        const found = await compareKernel(subject, what, operands, (kernels, [a, b]) => kernels.matmul(a, b), {
          ...sums,
          layouts: [left, right],
        });
        error = Math.max(error, found);
      }
    }
  }
  return { error };
}

async function checkMatmulEdges(subject: Subject): Promise<void> {
  for (const [batch, m, k, n] of [
    [2, 3, 0, 4],
    [0, 3, 2, 4],
    [2, 0, 3, 4],
    [1, 2, 3, 0],
  ]) {
    const operands = [randomHost("float32", [batch, m, k]), randomHost("float32", [batch, k, n])];
    await compareKernel(
      subject,
      `matmul of [${batch}, ${m}, ${k}] and [${batch}, ${k}, ${n}]`,
      operands,
      (kernels, [a, b]) => kernels.matmul(a, b),
    );
  }
  const a = host("float32", [1, 2, 2], [NaN, 0, 1, 2]);
  const b = host("float32", [1, 2, 2], [0, 1, Infinity, 3]);
  await compareKernel(subject, "matmul with NaN and an infinity", [a, b], (kernels, [x, y]) => kernels.matmul(x, y));
}

/** The kernels that combine many elements, called directly. */
export const reductionChecks: readonly Check[] = [
  ...reduceOps.flatMap((op) => [reduceCheck(op), specialCheck(op)]),
  contractCheck("reduce/empty", checkEmptyReductions),
  contractCheck("reduce/long", checkLongReductions),
  ...argReduceOps.flatMap((op) => [argReduceCheck(op), tieCheck(op), argNaNCheck(op)]),
  contractCheck("matmul/layouts", checkMatmul),
  contractCheck("matmul/edges", checkMatmulEdges),
];
