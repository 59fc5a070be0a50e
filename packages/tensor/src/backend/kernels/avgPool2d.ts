import { compose } from "../composition/composition.js";
import { windowsAlong, windowTable } from "../composition/windowTable.js";
import { asLines, divisors, sumTerms } from "../composition/windowTerms.js";
import type { AvgPoolGeometry, DeviceBuffer, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";
import { columnAxis, rowAxis } from "../poolWindows.js";

/** The mean of each window, or what its geometry says. */
export const avgPool2d: Kernel<"optional", (x: View, geometry: AvgPoolGeometry) => DeviceBuffer> = {
  group: "optional",
  resultDTypes: sameDType,
  composed: (kernels, x, g) =>
    compose(kernels, (parts) => {
      const table = windowTable(windowsAlong(rowAxis(g)), windowsAlong(columnAxis(g)), g.inWidth);
      const sums = sumTerms(parts, asLines(parts, x), table);
      return parts.keep(parts.binary("div", sums, divisors(parts, g, x)));
    }),
};
