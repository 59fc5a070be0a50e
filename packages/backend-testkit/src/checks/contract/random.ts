import { cpu, type DType, Generator, normal, rand, randint, randperm, type Tensor } from "@lumbre/tensor";
import type { Distribution } from "@lumbre/tensor/backend";
import { ConformanceError } from "../../device/compare.js";
import type { Subject } from "../../device/subject.js";
import type { Check } from "../check.js";
import { contractCheck } from "./kernelCall.js";

// Nothing stands in for these members, so a backend that has none of them passes.

/** Numbers as the host draws them. */
type Draw = (n: number, dtype: DType, generator: Generator) => Tensor;

const drawings: readonly (readonly [distribution: Distribution, dtypes: readonly DType[], draw: Draw])[] = [
  [
    { kind: "uniform", a: 0, b: 1 },
    ["float32", "float64"],
    (n, dtype, generator) => rand(n, { dtype, generator, device: cpu }),
  ],
  [
    { kind: "normal", a: 0.5, b: 3 },
    ["float32", "float64"],
    (n, dtype, generator) => normal(0.5, 3, [n], { dtype, generator, device: cpu }),
  ],
  [
    { kind: "integers", a: -3, b: 97 },
    ["int32", "float32"],
    (n, dtype, generator) => randint(-3, 97, [n], { dtype, generator, device: cpu }),
  ],
  [
    { kind: "permutation", a: 0, b: 0 },
    ["int32", "float32"],
    (n, dtype, generator) => randperm(n, { dtype, generator, device: cpu }),
  ],
];

async function checkFillRandom(subject: Subject): Promise<void> {
  const { kernels } = subject.device;
  if (kernels.fillRandom === undefined) return;
  for (const [distribution, dtypes, draw] of drawings) {
    for (const dtype of dtypes.filter((name) => subject.has(name))) {
      for (const n of [1, 15, 16, 100, 625, 2000]) {
        const [own, host] = [7, 7].map((seed) => new Generator().manualSeed(seed));
        const buffer = kernels.allocate(n, dtype);
        const view = { buffer, shape: [n], strides: [1], offset: 0, dtype };
        const found = kernels.fillRandom(view, own, distribution) === null ? null : await kernels.read(buffer);
        kernels.free(buffer);
        if (found === null) continue;
        const expected = draw(n, dtype, host).readSync();
        const what = `fillRandom, ${distribution.kind}, ${n} ${dtype}`;
        const wrong = expected.findIndex((value, i) => {
          const isWhole = distribution.kind === "integers" || distribution.kind === "permutation";
          const tolerance = isWhole ? 0 : Math.max(subject.backend.floatTolerance, 1e-7) * (1 + Math.abs(value));
          return !(Math.abs(found[i] - value) <= tolerance);
        });
        if (wrong >= 0)
          throw new ConformanceError(`${what}: element ${wrong} is ${found[wrong]}, expected ${expected[wrong]}`);
        if (own.random32() !== host.random32())
          throw new ConformanceError(`${what}: the generator does not go on where the host's would`);
      }
    }
  }
}

async function checkWritable(subject: Subject): Promise<void> {
  const { kernels } = subject.device;
  if (kernels.writable === undefined) return;
  const buffer = kernels.allocate(5, "float32");
  kernels.writable(buffer).set([1, 2, 3, 4, 5]);
  const found = [...(await kernels.read(buffer))];
  kernels.free(buffer);
  if (String(found) !== "1,2,3,4,5")
    throw new ConformanceError(`what was written through writable is read as [${found}], expected [1,2,3,4,5]`);
}

/** Members of backends that draw random numbers, and of those whose memory the host sees. */
export const randomChecks: readonly Check[] = [
  contractCheck("fillRandom", checkFillRandom),
  contractCheck("writable", checkWritable),
];
