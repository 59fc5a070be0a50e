import type { ConvGeometry } from "@lumbre/tensor/backend";
import { sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { forwardPass, inputGradPass, phasedPass } from "./method.js";

// Padded planes reach as far as windows do, and no further: results would be the same, in more memory and time.

const axes = fc.record({
  out: fc.integer({ min: 1, max: 9 }),
  kernel: fc.integer({ min: 1, max: 5 }),
  stride: fc.integer({ min: 1, max: 4 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  padding: fc.nat(3),
});
type Axis = typeof axes extends fc.Arbitrary<infer A> ? A : never;

/** The size of an input that the last window ends with. */
const inSize = ({ out, kernel, stride, dilation, padding }: Axis): number =>
  Math.max(1, (out - 1) * stride + dilation * (kernel - 1) + 1 - 2 * padding);

const geometryOf = (rows: Axis, columns: Axis): ConvGeometry => ({
  ...{ batch: 2, groups: 2, inChannels: 6, outChannels: 10 },
  ...{ inHeight: inSize(rows), outHeight: rows.out, kernelHeight: rows.kernel, strideHeight: rows.stride },
  ...{ inWidth: inSize(columns), outWidth: columns.out, kernelWidth: columns.kernel, strideWidth: columns.stride },
  ...{ paddingTop: rows.padding, dilationHeight: rows.dilation },
  ...{ paddingLeft: columns.padding, dilationWidth: columns.dilation },
});

/** All positions of a padded axis that windows see. */
const positions = ({ out, kernel, stride, dilation }: Axis): number[] =>
  Array.from({ length: out * kernel }, (_, i) => Math.floor(i / kernel) * stride + (i % kernel) * dilation);

const along = (check: (g: ConvGeometry, rows: Axis, columns: Axis) => void): void =>
  fc.assert(
    fc.property(axes, axes, (rows, columns) => check(geometryOf(rows, columns), rows, columns)),
    { numRuns: sampledRuns(300) },
  );

describe("the padded planes", () => {
  test("of the input end with the last window", () => {
    along((g, rows, columns) => {
      const { paddedHeight, paddedWidth, top, left, channels, filters } = forwardPass(g);
      expect([paddedHeight, paddedWidth]).toEqual([rows, columns].map((axis) => Math.max(...positions(axis)) + 1));
      expect([top, left, channels, filters]).toEqual([rows.padding, columns.padding, 3, 5]);
    });
  });

  test("of the input in phases have as many as strides or windows have, and end with the last window", () => {
    along((g, rows, columns) => {
      const pass = phasedPass(g);
      expect([pass.paddedHeight, pass.paddedWidth]).toEqual(
        [rows, columns].map((axis) => Math.floor(Math.max(...positions(axis)) / axis.stride) + 1),
      );
      expect([pass.phasesY, pass.phasesX]).toEqual(
        [rows, columns].map(({ stride, dilation, kernel }) => Math.min(stride, dilation * (kernel - 1) + 1)),
      );
      expect([pass.strideY, pass.strideX]).toEqual([rows.stride, columns.stride]);
    });
  });

  test("of the result's gradient have a kernel's reach around them", () => {
    along((g, rows, columns) => {
      const pass = inputGradPass(g);
      const reach = [rows, columns].map(({ dilation, kernel }) => dilation * (kernel - 1));
      expect([pass.paddedHeight - g.inHeight, pass.paddedWidth - g.inWidth]).toEqual(reach);
      expect([pass.top, pass.left]).toEqual([reach[0] - rows.padding, reach[1] - columns.padding]);
    });
  });
});
