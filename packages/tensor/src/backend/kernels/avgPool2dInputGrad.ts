import { compose } from "../composition/composition.js";
import { windowsAlong, windowsOver, windowTable } from "../composition/windowTable.js";
import { asLines, divisors, sumTerms } from "../composition/windowTerms.js";
import type { AvgPoolGeometry, DeviceBuffer, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";
import { columnAxis, rowAxis } from "../poolWindows.js";

/** Adds to each element its share of the gradient of every window that it belongs to. */
export const avgPool2dInputGrad: Kernel<"optional", (grad: View, geometry: AvgPoolGeometry) => DeviceBuffer> = {
  group: "optional",
  resultDTypes: sameDType,
  composed: (kernels, grad, g) =>
    compose(kernels, (parts) => {
      const [rows, columns] = [rowAxis(g), columnAxis(g)].map(windowsAlong);
      // Each element gathers from the windows that it belongs to.
      const table = windowTable(windowsOver(rows, g.inHeight), windowsOver(columns, g.inWidth), g.outWidth);
      const shares = parts.binary("div", asLines(parts, grad), divisors(parts, g, grad));
      return parts.keep(sumTerms(parts, shares, table));
    }),
};
