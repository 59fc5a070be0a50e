import { dtypes, type Kernels, type View } from "@lumbre/tensor/backend";
import type { HostTensor } from "../../device/hostTensor.js";
import type { LayoutName } from "../../device/layouts.js";
import type { Subject } from "../../device/subject.js";
import type { Check } from "../check.js";
import { compareKernel, contractCheck, host, randomHost } from "./kernelCall.js";

const layouts: readonly LayoutName[] = ["contiguous", "transposed", "gapped"];
const sums = { scale: "tensor" } as const;

/** int32 positions below `size`, of which many are the same. */
function positions(shape: readonly number[], size: number): HostTensor {
  const count = shape.reduce((product, length) => product * length, 1);
  return host(
    "int32",
    shape,
    Array.from({ length: count }, (_, i) => (i * i + 3 * i) % size),
  );
}

async function checkGather(subject: Subject): Promise<void> {
  for (const dtype of dtypes) {
    if (!subject.has(dtype)) continue;
    for (const layout of layouts) {
      for (const [dim, shape] of [
        [0, [6, 3, 2]],
        [1, [4, 5, 2]],
        [2, [4, 3, 7]],
      ] as const) {
        const operands = [randomHost(dtype, [4, 3, 2]), positions(shape, [4, 3, 2][dim])];
        const what = `gather from ${layout} ${dtype} [4, 3, 2] along ${dim}`;
        await compareKernel(subject, what, operands, (k, [x, i]) => k.gather(x, dim, i), {
          layouts: [layout, "gapped"],
        });
      }
    }
  }
  const rows = [randomHost("float32", [4, 3]), positions([5, 3], 4)];
  await compareKernel(subject, "gather of whole rows", rows, (k, [x, i]) => k.gather(x, 0, i), {
    layouts: ["contiguous", "expanded"],
  });
  const nothing = [randomHost("float32", [4, 3]), positions([0, 3], 4)];
  await compareKernel(subject, "gather of nothing", nothing, (k, [x, i]) => k.gather(x, 0, i));
}

type Write = "scatter" | "scatterAdd";

function writeKernel(name: Write, dim: number) {
  return (kernels: Kernels, [target, index, source]: readonly View[]): void =>
    kernels[name](target, dim, index, source);
}

function writeCheck(name: Write): Check {
  return contractCheck(`${name}/duplicates`, async (subject) => {
    for (const dtype of dtypes) {
      if (!subject.has(dtype) || dtype === "bool") continue;
      for (const layout of layouts) {
        for (const [dim, shape] of [
          [0, [6, 3, 2]],
          [1, [4, 5, 2]],
          [2, [4, 3, 7]],
        ] as const) {
          const operands = [
            randomHost(dtype, [4, 3, 2]),
            positions(shape, [4, 3, 2][dim]),
            randomHost(dtype, shape, "source"),
          ];
          const what = `${name} into ${layout} ${dtype} [4, 3, 2] along ${dim}`;
          await compareKernel(subject, what, operands, writeKernel(name, dim), {
            ...sums,
            layouts: [layout, "contiguous", "gapped"],
            written: 0,
          });
        }
      }
    }
    const rows = [randomHost("float32", [4, 3]), positions([5, 3], 4), randomHost("float32", [5, 3], "source")];
    const options = { ...sums, layouts: ["gapped", "expanded", "expanded"], written: 0 } as const;
    await compareKernel(subject, `${name} of whole rows`, rows, writeKernel(name, 0), options);
  });
}

/** An index out of range is an error that names it; nothing was written by then. */
function rangeCheck(name: Write | "gather"): Check {
  return contractCheck(`${name}/index-error`, async (subject) => {
    for (const wrong of [4, -1, 1000]) {
      const operands = [
        randomHost("float32", [4, 3]),
        host("int32", [3, 3], [0, 1, 2, 3, 0, 1, 2, 3, wrong]),
        randomHost("float32", [3, 3], "source"),
      ];
      const call =
        name === "gather" ? (k: Kernels, [x, i]: readonly View[]) => k.gather(x, 0, i) : writeKernel(name, 0);
      await compareKernel(subject, `${name} with index ${wrong} of 4`, operands, call);
      // A backend that can only answer later cannot throw in time, so what it writes then is its own affair.
      if (name === "gather" || subject.isAsyncOnly) continue;
      await compareKernel(subject, `${name} with index ${wrong}, then the target`, operands, attempt(name), {
        written: 0,
      });
    }
  });
}

/** The kernel without its error, so that what it has written shows. */
function attempt(name: Write) {
  return (kernels: Kernels, operands: readonly View[]): void => {
    try {
      writeKernel(name, 0)(kernels, operands);
    } catch {
      // What counts is that the target is as it was.
    }
  };
}

async function checkSort(subject: Subject, descending: boolean): Promise<void> {
  const x = host("float32", [2, 8], [3, 1, NaN, 3, 1, -0, 0, NaN, Infinity, -Infinity, 2, 2, NaN, -1, 2, -1]);
  for (const dim of [0, 1]) {
    await compareKernel(subject, `sort along ${dim}`, [x], (k, [view]) => k.sort(view, dim, descending), {
      layouts: ["gapped"],
    });
  }
  const many = randomHost("int32", [2, 300]);
  await compareKernel(subject, "sort of many equal elements", [many], (k, [view]) => k.sort(view, 1, descending));
}

/** The kernels that read and write by position, called directly. */
export const indexingChecks: readonly Check[] = [
  contractCheck("gather/layouts", checkGather),
  writeCheck("scatterAdd"),
  writeCheck("scatter"),
  ...(["gather", "scatterAdd", "scatter"] as const).map(rangeCheck),
  contractCheck("sort/stable", (subject) => checkSort(subject, false)),
  contractCheck("sort/descending", (subject) => checkSort(subject, true)),
];
