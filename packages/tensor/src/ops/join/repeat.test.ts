import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import { arange, broadcastTensors, IndexError, meshgrid, ShapeError, tensor, ValueError, zeros } from "@lumbre/tensor";
import {
  callNamed,
  elementAt,
  expectClose,
  indicesOf,
  loadFixture,
  randomTensor,
  sampledRuns,
  stridedTensors,
  testCases,
} from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const names = ["flip", "roll", "repeat", "tile", "repeatInterleave", "broadcastTo", "broadcastTensors", "meshgrid"];
testCases(
  loadFixture("tensor", "joins").filter(({ attributes: { name } }) => names.includes(name)),
  callNamed,
);

const exact = { atol: 0, rtol: 0 };

const withDims = stridedTensors({ minRank: 1, maxRank: 3 }).chain((x) =>
  fc.record({
    x: fc.constant(x),
    dims: fc.shuffledSubarray(x.shape.map((_, d) => d)),
    shifts: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: x.ndim, maxLength: x.ndim }),
    counts: fc.array(fc.nat(2), { minLength: x.ndim, maxLength: x.ndim + 1 }),
    seed: fc.nat(),
  }),
);

test("flip against its definition, and twice it is nothing", () => {
  fc.assert(
    fc.property(withDims, ({ x, dims }) => {
      const y = x.flip(dims);
      for (const at of indicesOf(x.shape)) {
        const from = at.map((i, d) => (dims.includes(d) ? x.shape[d] - 1 - i : i));
        expect(elementAt(y, at)).toBe(elementAt(x, from));
      }
      expectClose(y.flip(dims), x, exact);
      expect(y.storage).not.toBe(x.storage);
    }),
  );
});

test("roll against its definition, and back again", () => {
  fc.assert(
    fc.property(withDims, ({ x, dims, shifts }) => {
      const along = dims.length === 0 ? [0] : dims;
      const steps = along.map((d) => shifts[d]);
      const y = x.roll(steps, along);
      for (const at of indicesOf(x.shape)) {
        const to = at.map((i, d) => {
          const size = x.shape[d];
          return along.includes(d) ? (((i + shifts[d]) % size) + size) % size : i;
        });
        expect(elementAt(y, to)).toBe(elementAt(x, at));
      }
      expectClose(
        y.roll(
          steps.map((step) => -step),
          along,
        ),
        x,
        exact,
      );
      expectClose(x.roll(shifts[0]).roll(-shifts[0]), x, exact);
      expect(y.storage).not.toBe(x.storage);
    }),
  );
});

test("repeat against its definition, on strided views", () => {
  fc.assert(
    fc.property(withDims, ({ x, counts }) => {
      const y = x.repeat(counts);
      const lead = counts.length - x.ndim;
      expect(y.shape).toEqual(counts.map((count, d) => count * (d < lead ? 1 : x.shape[d - lead])));
      for (const at of indicesOf(y.shape)) {
        expect(elementAt(y, at)).toBe(
          elementAt(
            x,
            at.slice(lead).map((i, d) => i % x.shape[d]),
          ),
        );
      }
      expect(y.storage).not.toBe(x.storage);
    }),
  );
});

test("repeatInterleave against its definition, with one count and with several", () => {
  fc.assert(
    fc.property(withDims, fc.nat(2), fc.nat(3), ({ x, shifts }, dim, count) => {
      const d = dim % x.ndim;
      const counts = Array.from({ length: x.shape[d] }, (_, i) => Math.abs(shifts[d] + i) % 3);
      const pieces = x.unbind(d);
      const expected = counts.flatMap((n, i) => new Array<typeof x>(n).fill(pieces[i]));
      const y = x.repeatInterleave(counts, d);
      expect(y.shape[d]).toBe(expected.length);
      for (const [i, piece] of expected.entries()) expectClose(y.select(d, i), piece, exact);
      expectClose(x.repeatInterleave(tensor(counts, { dtype: "int32" }), d), y, exact);
      expectClose(
        x.repeatInterleave(count, d),
        x.repeatInterleave(
          counts.map(() => count),
          d,
        ),
        exact,
      );
      expectClose(x.repeatInterleave(count), x.flatten().repeatInterleave(count, 0), exact);
    }),
  );
});

test("gradients, to second order", () => {
  fc.assert(
    fc.property(withDims, ({ x, dims, shifts, counts, seed }) => {
      const leaf = randomTensor(x.shape, seed, { requiresGrad: true });
      gradcheck((x) => x.flip(dims), [leaf]);
      gradgradcheck((x) => x.square().flip(dims), [leaf]);
      gradcheck(
        (x) =>
          x.roll(
            shifts,
            x.shape.map((_, d) => d),
          ),
        [leaf],
      );
      gradcheck((x) => x.repeat(counts), [leaf]);
      gradgradcheck((x) => x.square().repeat(counts), [leaf]);
      gradcheck((x) => x.repeatInterleave(2, dims[0] ?? 0), [leaf]);
    }),
    { numRuns: sampledRuns(20) },
  );
});

test("meshgrid varies each tensor along a dimension of its own", () => {
  const [a, b, c] = [arange(2), arange(3), arange(4)];
  for (const indexing of ["ij", "xy"] as const) {
    const grids = meshgrid([a, b, c], { indexing });
    const dims = indexing === "ij" ? [0, 1, 2] : [1, 0, 2];
    for (const [i, grid] of grids.entries()) {
      expect(grid.shape).toEqual(indexing === "ij" ? [2, 3, 4] : [3, 2, 4]);
      for (const at of indicesOf(grid.shape)) expect(elementAt(grid, at)).toBe(at[dims[i]]);
    }
  }
  expect(broadcastTensors().length).toBe(0);
});

describe("errors", () => {
  const x = zeros(2, 3);
  test.each<[() => unknown, Error]>([
    [() => x.flip([0, -2]), new ShapeError("flip: a dim appears multiple times in the list of dims [0, 0]")],
    [() => x.flip(2), new IndexError("flip: Dimension out of range (expected to be in range of [-2, 1], but got 2)")],
    [() => x.roll([1, 2]), new ShapeError("roll: shifts and dims must align: got 2 shifts and 0 dims")],
    [() => x.roll(1, [0, 1]), new ShapeError("roll: shifts and dims must align: got 1 shifts and 2 dims")],
    [() => x.roll(0.5), new ShapeError("roll: shifts must be whole numbers, got [0.5]")],
    [
      () => x.repeat(2),
      new ShapeError(
        "repeat: number of counts can not be smaller than number of dimensions of tensor: counts [2], shape [2, 3]",
      ),
    ],
    [() => x.repeat(2, -1), new ShapeError("repeat: counts must be whole numbers >= 0, got [2, -1]")],
    [() => x.tile(-1), new ShapeError("tile: counts must be whole numbers >= 0, got [1, -1]")],
    [
      () => x.repeatInterleave([1, 2], 1),
      new ValueError("repeatInterleave: expected one count or 3, the size of dimension 1 of [2, 3], got 2"),
    ],
    [() => x.repeatInterleave(-1, 0), new ValueError("repeatInterleave: counts must be whole numbers >= 0, got [-1]")],
    [
      () => broadcastTensors(x, zeros(2)),
      new ShapeError(
        "broadcastTensors: The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1; " +
          "shapes [2, 3] and [2] do not broadcast",
      ),
    ],
    [() => meshgrid([x]), new ShapeError("meshgrid: expected scalars or 1-d tensors, got shape [2, 3]")],
    [() => meshgrid([]), new ShapeError("meshgrid: expected a non-empty list of tensors")],
    [
      () => meshgrid([zeros(2)], { indexing: "yx" as "xy" }),
      new ValueError('meshgrid: "yx" is not a valid value for indexing; expected "ij" or "xy"'),
    ],
  ])("%s", (call, error) => {
    expect(call).toThrow(error);
  });
});
