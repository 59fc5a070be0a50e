import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { alternate, median, type Side } from "./alternate.js";
import { coreTypeFor } from "./blas.js";
import { compareRows } from "./results.js";
import { formatMilliseconds, Table } from "./table.js";
import { isWanted, workloads } from "./workloads/index.js";

describe("alternate", () => {
  /** A side that takes a given time for each run, and writes down when it had its turn. */
  function fakeSide(name: string, seconds: number, turns: string[]): Side {
    return {
      name,
      run: async (repeats) => {
        turns.push(`${name}${repeats}`);
        return new Array<number>(repeats).fill(seconds);
      },
    };
  }

  test("warms up, then gives each side its turn in each round, as many runs as fit", async () => {
    const turns: string[] = [];
    const [a, b] = await alternate([fakeSide("a", 0.1, turns), fakeSide("b", 0.3, turns)], 2);
    expect(turns).toEqual(["a1", "a2", "b1", "a2", "b1", "a2", "b1"]);
    expect(a).toEqual({ median: 0.1, min: 0.1, max: 0.1, runs: 4 });
    expect(b.runs).toBe(2);
  });

  test("lets nobody wait for a slow side", async () => {
    const turns: string[] = [];
    const sides = [fakeSide("a", 0.3, turns), fakeSide("slow", 2, turns), fakeSide("verySlow", 9, turns)];
    const timings = await alternate(sides, 3);
    expect(turns).toEqual(["a1", "slow1", "verySlow1", "a1", "slow1", "a1", "a1"]);
    expect(timings.map(({ runs }) => runs)).toEqual([3, 1, 1]);
  });

  test("the median of an even number of values is between the two in the middle", () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([9, 1, 2])).toBe(2);
  });
});

test("OpenBLAS's kernels follow from what the processor can do", () => {
  const avx2 = ["avx2", "fma"];
  const avx512 = ["avx512f", "avx512bw", "avx512vl", "avx512dq"];
  expect(coreTypeFor(new Set([...avx2, ...avx512]))).toBe("SkylakeX");
  expect(coreTypeFor(new Set([...avx2, "avx512f"]))).toBe("Haswell");
  expect(coreTypeFor(new Set(["sse2"]))).toBeNull();
});

describe("workloads", () => {
  test("are asked for by name or by how it begins", () => {
    expect(isWanted("matmul512", undefined)).toBe(true);
    expect(isWanted("matmul512", ["chain", "matmul"])).toBe(true);
    expect(isWanted("matmul512", ["512"])).toBe(false);
  });

  test("have names of their own, which PyTorch's side knows", () => {
    const names = workloads.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const scripts = ["networks", "operators", "single_ops", "tensors", "workloads"].map((name) =>
      readFileSync(new URL(`../python/${name}.py`, import.meta.url), "utf8"),
    );
    const convolution = /^conv\d+x\d+x\d+x\d+-\d+:(forward|dx|dw)$/;
    // What is behind the stroke is torchvision's name, or the number of elements.
    const zoo = /^(new|forward1|forward8|step8)\//;
    const keys = names.map((name) => (name.startsWith("op:") ? name.split(":")[1] : name.replace(/\/1[0-9]+$/, "")));
    const isKnown = (key: string) => convolution.test(key) || zoo.test(key) || scripts.join().includes(`"${key}"`);
    const unknown = keys.filter((key) => !isKnown(key));
    expect(unknown).toEqual([]);
  });
});

describe("reports", () => {
  const timing = (median: number) => ({ median, min: median / 2, max: median, runs: 1 });
  const row = { workload: "w", timings: { simd1: timing(0.002), torch1: timing(0.004) }, ratios: { simd1: 0.5 } };

  test("a row has ratios, title, times and rates", () => {
    const table = new Table([{ key: "simd1", label: "SIMD 1" }], [{ key: "torch1", label: "torch 1" }], "median");
    const workload = { name: "w", title: "work", work: { amount: 1, unit: "GFLOP" }, prepare: () => () => {} } as const;
    const cells = table.row(row, workload).trim().split(/\s+/);
    expect(cells).toEqual(["0.50x", "work", "2.000", "4.000", "500.0", "against", "250.0", "GFLOP/s"]);
    expect(table.head().split("\n")[1].trim().split(/ {2,}/)).toEqual(["SIMD 1", "SIMD 1", "torch 1"]);
  });

  test("times have three or four digits", () => {
    expect([0.00012345, 0.012345, 0.12345, 12.345].map(formatMilliseconds)).toEqual([
      "0.123",
      "12.35",
      "123.5",
      "12345",
    ]);
  });

  test("a comparison tells the change of each ratio that both runs have", () => {
    const before = [{ ...row, ratios: { simd1: 1, cpu: 9 } }];
    expect(compareRows(before, [row])).toEqual(["   -50%  w, simd1: 1.00x, now 0.50x"]);
    expect(compareRows([], [row])).toEqual([]);
  });
});
