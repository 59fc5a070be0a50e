import { createWasm } from "@lumbre/backend-wasm";
import { type DType, fromTypedArray, type Tensor, tensor } from "@lumbre/tensor";
import { expectTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const wasm = createWasm();
const exact = { rtol: 0, atol: 0 };

/** Numbers among which there are many equal ones, both zeros, NaN and infinities. */
const floats = fc.oneof(
  fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1, -1, 1e-45, 3.4e38, -3.4e38),
  fc.integer({ min: -4, max: 4 }),
  fc.float({ noNaN: true }),
);
const values: Record<string, fc.Arbitrary<number>> = {
  float32: floats,
  float64: fc.oneof(floats, fc.double()),
  int32: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  uint8: fc.integer({ min: 0, max: 255 }),
  bool: fc.integer({ min: 0, max: 1 }),
};

/** A matrix of the dtype: as it lies, or seen through a transposition or a step. */
function matrices(dtype: DType): fc.Arbitrary<Tensor> {
  return fc
    .tuple(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 300 }),
      fc.constantFrom("plain", "turned", "steps"),
    )
    .chain(([rows, columns, layout]) =>
      fc.array(values[dtype], { minLength: rows * columns, maxLength: rows * columns, size: "max" }).map((data) => {
        const x = tensor(data, { dtype }).view(rows, columns);
        return layout === "plain" ? x : layout === "turned" ? x.t() : x.slice(1, { step: 2 });
      }),
    );
}

/** The order of a line: NaN last, and what is equal as it stood. */
function orderOf(line: readonly number[], descending: boolean): number[] {
  const compare = (a: number, b: number): number =>
    Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) : a < b ? -1 : Number(a > b);
  const indices = line.map((_, i) => i);
  return indices.sort((i, j) => (descending ? compare(line[j], line[i]) : compare(line[i], line[j])) || i - j);
}

describe.each(["float32", "float64", "int32", "uint8", "bool"] as const)("%s", (dtype) => {
  const cases = fc.tuple(matrices(dtype), fc.boolean(), fc.boolean(), fc.double({ min: 0, max: 1, noNaN: true }));

  test("sort orders as comparing does, topk and kthvalue give its parts, and median its middle or a NaN", () => {
    fc.assert(
      fc.property(cases, ([plain, onWasm, descending, share]) => {
        const x = onWasm ? plain.to(wasm) : plain;
        const rows = plain.to("float64").toArray() as number[][];
        const n = rows[0].length;
        const k = Math.round(share * n);
        const order = rows.map((row) => orderOf(row, descending));
        const { values: sorted, indices } = x.sort(1, descending);
        expect(indices.toArray()).toEqual(order);
        expectTensor(sorted, x.gather(1, indices), exact);
        const first = x.topk(k, 1, descending);
        expect(first.indices.toArray()).toEqual(order.map((line) => line.slice(0, k)));
        expectTensor(first.values, sorted.narrow(1, 0, k), exact);
        const ascending = rows.map((row) => orderOf(row, false));
        const place = Math.min(k, n - 1);
        expect(x.kthvalue(place + 1, 1).indices.toArray()).toEqual(ascending.map((line) => line[place]));
        const middles = rows.map((row, r) => {
          const nan = row.findIndex(Number.isNaN);
          return nan < 0 ? ascending[r][(n - 1) >> 1] : nan;
        });
        expect(x.median(1).indices.toArray()).toEqual(middles);
        const all = plain.reshape(-1).to("float64").toArray() as number[];
        const middle = all[orderOf(all, false)[(all.length - 1) >> 1]];
        expect(x.median().to("float64").item()).toBe(all.some(Number.isNaN) ? NaN : middle);
      }),
      { numRuns: sampledRuns(30) },
    );
  });
});

test("a few of very many are found, also where the smallest come last", () => {
  const n = 100_000;
  for (const value of [(i: number) => -i, (i: number) => i % 7, (i: number) => (i * 7919) % n]) {
    const data = Float32Array.from({ length: n }, (_, i) => value(i));
    const x = fromTypedArray(data, [n]);
    for (const largest of [true, false]) {
      const { values, indices } = x.topk(20, { largest });
      const sorted = x.sort(0, largest);
      expectTensor(values, sorted.values.narrow(0, 0, 20), exact);
      expectTensor(indices, sorted.indices.narrow(0, 0, 20), exact);
    }
  }
});

test.each([4095, 4096, 4097, 8193])("the first few of lines of %i elements, NaN and ties among them", (n) => {
  const numbers = (r: number): number[] =>
    Array.from({ length: n }, (_, i) => (r === 1 && i % 4000 === 3999 ? Number.NaN : ((i * 7919 + r) % 1013) - 500));
  const lines = [0, 1, 2].map(numbers);
  const x = fromTypedArray(Float32Array.from(lines.flat()), [3, n]);
  for (const k of [1, 2, 63, 64, 65]) {
    for (const largest of [true, false]) {
      const expected = lines.map((line) => orderOf(line, largest).slice(0, k));
      expect(x.topk(k, 1, largest).indices.toArray()).toEqual(expected);
      expect(x.t().contiguous().topk(k, 0, largest).indices.t().toArray()).toEqual(expected);
    }
  }
});
