import { bmm, type DType, Tensor } from "@lumbre/tensor";
import { elementAt, expectClose, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

/** How one operand lies in memory. */
interface LayoutCase {
  readonly transposed: boolean;
  /** One matrix for the whole batch: stride 0. */
  readonly shared: boolean;
  /** The elements have gaps between them. */
  readonly gaps: boolean;
}

const layouts = fc.record({ transposed: fc.boolean(), shared: fc.boolean(), gaps: fc.boolean() });

/** A `[batch, rows, columns]` view of random values, laid out as told. */
function matrices(batch: number, rows: number, columns: number, seed: number, layout: LayoutCase): Tensor {
  const step = layout.gaps ? 2 : 1;
  const size = rows * columns * step;
  const memory = randomTensor([(layout.shared ? 1 : batch) * size + 3], seed);
  const [row, column] = layout.transposed ? [step, rows * step] : [columns * step, step];
  return new Tensor(memory.storage, [batch, rows, columns], [layout.shared ? 0 : size, row, column], 3);
}

/** Compares some elements of a product with sums of their own; all of them where there are few. */
function expectProduct(product: Tensor, a: Tensor, b: Tensor): void {
  const [batch, m, n] = product.shape;
  const k = a.shape[2];
  const data = product.readSync();
  // A step that is no multiple of anything visits every row and column in turn.
  for (let at = 0; at < data.length; at += data.length < 2000 ? 1 : 211) {
    const [g, i, j] = [Math.floor(at / (m * n)), Math.floor(at / n) % m, at % n];
    let total = 0;
    for (let p = 0; p < k; p++) total += elementAt(a, [g, i, p]) * elementAt(b, [g, p, j]);
    expect(Math.abs(data[at] - total)).toBeLessThan(1e-9);
  }
  expect(data.length).toBe(batch * m * n);
}

test("small products, of any layout", () => {
  const size = fc.integer({ min: 0, max: 9 });
  fc.assert(
    fc.property(fc.tuple(fc.nat(3), size, size, size), layouts, layouts, fc.nat(), (sizes, forA, forB, seed) => {
      const [batch, m, k, n] = sizes;
      const a = matrices(batch, m, k, seed, forA);
      const b = matrices(batch, k, n, seed + 1, forB);
      expectProduct(bmm(a, b), a, b);
    }),
    { numRuns: sampledRuns(200) },
  );
});

test("packed products, of any layout, with ragged edges", () => {
  const size = fc.integer({ min: 4, max: 70 });
  fc.assert(
    fc.property(
      fc.tuple(fc.integer({ min: 1, max: 3 }), size, size, size),
      layouts,
      layouts,
      fc.nat(),
      (sizes, ...more) => {
        const [batch, m, k, n] = sizes;
        const [forA, forB, seed] = more;
        const a = matrices(batch, m, k, seed, forA);
        const b = matrices(batch, k, n, seed + 1, forB);
        expectProduct(bmm(a, b), a, b);
      },
    ),
    { numRuns: sampledRuns(60) },
  );
});

const plain: LayoutCase = { transposed: false, shared: false, gaps: false };

// One more than a block, one less, and several blocks, in each direction.
test.each([
  [193, 20, 30],
  [20, 257, 30],
  [20, 20, 385],
  [191, 255, 383],
  [400, 600, 5],
  [5, 600, 800],
])("products of several blocks: %i x %i x %i", (m, k, n) => {
  const a = matrices(1, m, k, 1, plain);
  const b = matrices(1, k, n, 2, { ...plain, transposed: true });
  expectProduct(bmm(a, b), a, b);
});

test("thin products in both directions", () => {
  for (const [m, n] of [
    [1, 300],
    [300, 1],
    [3, 70],
    [70, 3],
    [1, 1],
  ]) {
    // biome-ignore format: a table
    const a = matrices(2, m, 50, 1, plain);
    const b = matrices(2, 50, n, 2, plain);
    expectProduct(bmm(a, b), a, b);
  }
});

test("sums in double precision, rounds once", () => {
  const a = randomTensor([1, 40, 700], 1, { dtype: "float32" });
  const b = randomTensor([1, 700, 40], 2, { dtype: "float32" });
  const rounded = bmm(a.to("float64"), b.to("float64")).to("float32");
  const product = bmm(a, b);
  expect(product.dtype).toBe("float32");
  expectClose(product, rounded, { rtol: 1.2e-7, atol: 1e-7 });
});

test("integers are exact", () => {
  const make = (dtype: DType, rows: number, columns: number, seed: number): Tensor =>
    randomTensor([1, rows, columns], seed, { low: -9, high: 10 }).floor().to(dtype);
  const a = make("int32", 30, 40, 1);
  const b = make("int32", 40, 30, 2);
  const product = bmm(a, b);
  expect(product.dtype).toBe("int32");
  expectClose(product, bmm(a.to("float64"), b.to("float64")), { rtol: 0, atol: 0 });
});

test("nothing to sum gives zeros", () => {
  const a = matrices(2, 3, 0, 1, plain);
  const b = matrices(2, 0, 4, 2, plain);
  expect(bmm(a, b).readSync()).toEqual(new Float64Array(24));
});
