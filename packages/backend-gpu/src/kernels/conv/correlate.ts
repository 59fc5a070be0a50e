import type { Kernel } from "../../engine/engine.js";
import { cornerOf, digitsOf, placeOfThread, type Sheet } from "../sheet.js";
import { addProduct, addTexel, declareSums, returnSums, tileNames } from "../tile.js";
import type { Steps } from "./convolve.js";
import type { Images } from "./images.js";

/** Pixels of a row that a round of the loop does; rows of packed gradients have a multiple. */
export const pixelsARound = 2;

interface Correlating extends Steps {
  readonly x: Images;
  readonly grad: Images;
  readonly batch: number;
  /** Parts of the batch that are summed apart. */
  readonly parts: number;
  readonly outHeight: number;
  /** Pixels of a row of the gradient that the loop goes over. */
  readonly outWidth: number;
  readonly kernel: readonly [rows: number, columns: number];
  /** Texels of output channels in a tile; each of their channels gives a texel of input channels. */
  readonly lines: number;
  /** A block is a tile of output channels of a part and group; columns are kernel elements, with texels of channels. */
  readonly sheet: Sheet;
}

/** Tiles of a weight's gradient: a tile's output channels, with four input channels at a kernel element. */
export const correlate: Kernel<Correlating> = {
  name: "correlate",
  lanes: 4,
  source({ x, grad, batch, parts, outHeight, outWidth, kernel, lines, sheet, stride, dilation }) {
    const { groups, quads } = x;
    const tiles = grad.quads / lines;
    const partBatch = Math.ceil(batch / parts);
    const steps: string[] = [];
    for (let u = 0; u < pixelsARound; u++) {
      steps.push(`const x${u} = texel(x, column + (ox + ${u}) * ${stride[1] * quads}, row);`);
      for (let line = 0; line < lines; line++) {
        steps.push(`const g${u}_${line} = texel(g, from + (ox + ${u}) * ${grad.quads} + ${line}, gY + oy);`);
        for (let i = 0; i < 4; i++) steps.push(addProduct(4 * line + i, `g${u}_${line}`, i, `x${u}`));
      }
    }
    return `function (g, x) {
      ${placeOfThread(sheet)}
      ${digitsOf("left", [
        ["ky", kernel[0]],
        ["kx", kernel[1]],
        ["quad", quads],
      ])}
      ${digitsOf("block", [
        ["group", groups],
        ["part", parts],
        ["tile", tiles],
      ])}
      ${declareSums(4 * lines)}
      for (let i = 0; i < ${partBatch}; i++) {
        const n = part * ${partBatch} + i;
        if (n < ${batch}) {
          ${cornerOf(x.sheet, `(n * ${groups} + group)`, "x")}
          ${cornerOf(grad.sheet, `(n * ${groups} + group)`, "g")}
          const column = xX + kx * ${dilation[1] * quads} + quad;
          const from = gX + tile * ${lines};
          for (let oy = 0; oy < ${outHeight}; oy++) {
            const row = xY + oy * ${stride[0]} + ky * ${dilation[0]};
            for (let ox = 0; ox < ${outWidth}; ox += ${pixelsARound}) { ${steps.join("\n")} }
          }
        }
      }
      ${returnSums(4 * lines)}
    }`;
  },
};

interface CollectingWeights {
  readonly sheet: Sheet;
  readonly parts: number;
  readonly groups: number;
  readonly tiles: number;
  readonly tileChannels: number;
  /** Texels of input channels. */
  readonly quads: number;
  readonly outChannels: number;
  readonly inChannels: number;
  readonly kernel: readonly [rows: number, columns: number];
  /** True if the kernel elements of a row are channels of the images. */
  readonly isFolded: boolean;
}

/** The weight's gradient, row-major, from the tiles; the parts of the batch are summed. */
export const collectWeights: Kernel<CollectingWeights> = {
  name: "collectWeights",
  source({ sheet, parts, groups, tiles, tileChannels, quads, outChannels, inChannels, kernel, isFolded }) {
    return `function (${tileNames(tileChannels).join(", ")}) {
      ${digitsOf("this.thread.x", [
        ["group", groups],
        ["out", outChannels],
        ["channel", inChannels],
        ["ky", kernel[0]],
        ["kx", kernel[1]],
      ])}
      const packed = ${isFolded ? `channel * ${kernel[1]} + kx` : "channel"};
      const tap = ${isFolded ? "ky" : `ky * ${kernel[1]} + kx`};
      const quad = idiv(packed, 4);
      const tile = idiv(out, ${tileChannels}); const which = out - tile * ${tileChannels};
      let total = [0, 0, 0, 0];
      for (let part = 0; part < ${parts}; part++) {
        ${cornerOf(sheet, `((group * ${parts} + part) * ${tiles} + tile)`, "tile")}
        ${addTexel(tileChannels, "which", `tileX + tap * ${quads} + quad`, "tileY")}
      }
      return component(total, packed - quad * 4);
    }`;
  },
};
