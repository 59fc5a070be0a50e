import type { Kernel } from "../../engine/engine.js";
import { digitsOf, placeOfThread, type Sheet } from "../sheet.js";

/**
 * Weights in texels of four neighbouring output channels. Blocks are the tiles of output channels, for each group; their
 * rows are the kernel's, `lines` for each; columns are the kernel's columns and the input channels.
 */
export interface Weights {
  readonly sheet: Sheet;
  readonly groups: number;
  readonly inChannels: number;
  /** Texels for four input channels each. */
  readonly quads: number;
  readonly outChannels: number;
  /** Texels of output channels in a tile. */
  readonly lines: number;
  /** Tiles of output channels in a group. */
  readonly tiles: number;
  readonly rows: number;
  readonly columns: number;
}

interface PackingWeights {
  readonly weights: Weights;
  readonly offset: number;
  /** Strides of the original: over groups, output channels, input channels, and the kernel's rows and columns. */
  readonly strides: readonly number[];
}

export const packWeights: Kernel<PackingWeights> = {
  name: "packWeights",
  lanes: 4,
  source({ weights, offset, strides }) {
    const { sheet, groups, inChannels, quads, outChannels, lines, tiles, columns } = weights;
    const [groupStride, outStride, inStride, rowStride, columnStride] = strides;
    const values = [0, 1, 2, 3].map((i) => `if (out + ${i} < ${outChannels}) { v${i} = w[start + ${i * outStride}]; }`);
    return `function (w) {
      ${placeOfThread(sheet)}
      ${digitsOf("block", [
        ["group", groups],
        ["tile", tiles],
      ])}
      ${digitsOf("line", [
        ["row", weights.rows],
        ["part", lines],
      ])}
      ${digitsOf("left", [
        ["column", columns],
        ["channel", 4 * quads],
      ])}
      const out = (tile * ${lines} + part) * 4;
      const start = ${offset} + group * ${groupStride} + out * ${outStride} + channel * ${inStride}
        + row * ${rowStride} + column * ${columnStride};
      let v0 = 0; let v1 = 0; let v2 = 0; let v3 = 0;
      if (channel < ${inChannels}) { ${values.join("\n")} }
      return [v0, v1, v2, v3];
    }`;
  },
};
