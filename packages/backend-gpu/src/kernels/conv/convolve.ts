import type { Kernel } from "../../engine/engine.js";
import { cornerOf, digitsOf, placeOfThread, type Sheet } from "../sheet.js";
import { addProduct, addTexel, declareSums, returnSums, tileNames } from "../tile.js";
import type { Images } from "./images.js";
import type { Weights } from "./weights.js";

/** Pixels of a row in a tile, which are the components of a texel of the output. */
export const tilePixels = 4;

/** Wider kernels are not unrolled: the text would get too long to compile fast. */
const widestUnrolled = 5;

/** Windows in the packed images: the stride between output pixels, and the dilation between kernel elements. */
export interface Steps {
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
}

interface Convolving extends Steps {
  readonly images: Images;
  readonly weights: Weights;
  /** Blocks are the rows of the output images; their columns are tiles of pixels, and for each tiles of channels. */
  readonly sheet: Sheet;
  readonly outHeight: number;
}

/** The products of a tile's pixels `p<index>` with the weights at one column of the kernel. */
function tap({ images, weights, stride }: Convolving, name: string, first: number, column: string): string {
  const lines: string[] = [];
  for (let c = 0; c < Math.min(4, images.channels); c++) {
    const pixels = Array.from({ length: tilePixels }, (_, i) => `p${first + i * stride[1]}[${c}]`);
    lines.push(`const x${name}_${c} = [${pixels.join(", ")}];`);
    for (let line = 0; line < weights.lines; line++) {
      const weight = `w${name}_${c}_${line}`;
      lines.push(`const ${weight} = texel(w, wX + ${column} + ${c}, wRow + ${line});`);
      for (let i = 0; i < 4; i++) lines.push(addProduct(4 * line + i, weight, i, `x${name}_${c}`));
    }
  }
  return lines.join("\n");
}

/** Text that reads pixels, at given distances to the right of the tile's first. */
function pixelsAt(places: Iterable<number>, quads: number, from: string): string {
  return Array.from(places, (at) => `const p${at} = texel(x, ${from} + ${at * quads} + quad, row);`).join("\n");
}

/** All columns of the kernel at once: a pixel that several of them need is read once. */
function unrolledTaps(constants: Convolving): string {
  const { images, weights, stride, dilation } = constants;
  const columns = Array.from({ length: weights.columns }, (_, kx) => kx);
  const places = columns.flatMap((kx) =>
    Array.from({ length: tilePixels }, (_, i) => i * stride[1] + kx * dilation[1]),
  );
  const taps = columns.map((kx) => tap(constants, `${kx}`, kx * dilation[1], `quad * 4 + ${kx * 4 * images.quads}`));
  return [pixelsAt(new Set(places), images.quads, "start"), ...taps].join("\n");
}

function loopedTaps(constants: Convolving): string {
  const { images, weights, stride, dilation } = constants;
  const places = Array.from({ length: tilePixels }, (_, i) => i * stride[1]);
  return `for (let kx = 0; kx < ${weights.columns}; kx++) {
    ${pixelsAt(places, images.quads, `start + kx * ${dilation[1] * images.quads}`)}
    ${tap(constants, "", 0, `kx * ${4 * images.quads} + quad * 4`)}
  }`;
}

/** Tiles of a convolution: outputs are the channels of a tile, each with its pixels. */
export const convolve: Kernel<Convolving> = {
  name: "convolve",
  lanes: 4,
  source(constants) {
    const { images, weights, sheet, outHeight, stride, dilation } = constants;
    const { groups, tiles, lines, rows, columns } = weights;
    return `function (x, w) {
      ${placeOfThread(sheet)}
      ${digitsOf("left", [
        ["across", sheet.blockWidth / tiles],
        ["tile", tiles],
      ])}
      ${digitsOf("block", [
        ["n", sheet.blocks / (outHeight * groups)],
        ["group", groups],
        ["oy", outHeight],
      ])}
      ${cornerOf(images.sheet, `(n * ${groups} + group)`, "x")}
      ${cornerOf(weights.sheet, `(group * ${tiles} + tile)`, "w")}
      const start = xX + across * ${tilePixels * stride[1] * images.quads};
      const top = xY + oy * ${stride[0]};
      ${declareSums(4 * lines)}
      for (let ky = 0; ky < ${rows}; ky++) {
        const row = top + ky * ${dilation[0]};
        const wRow = wY + ky * ${lines};
        for (let quad = 0; quad < ${images.quads}; quad++) {
          ${columns <= widestUnrolled ? unrolledTaps(constants) : loopedTaps(constants)}
        }
      }
      ${returnSums(4 * lines)}
    }`;
  },
};

interface CollectingImages {
  readonly sheet: Sheet;
  readonly images: number;
  readonly groups: number;
  readonly tiles: number;
  readonly tileChannels: number;
  /** Channels in a group. */
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly bias: { readonly offset: number; readonly stride: number } | null;
  readonly relu: boolean;
}

/** The images, row-major, from the tiles, plus a bias for each channel. */
export const collectImages: Kernel<CollectingImages> = {
  name: "collectImages",
  source({ sheet, images, groups, tiles, tileChannels, channels, height, width, bias, relu }) {
    const names = [...tileNames(tileChannels), ...(bias === null ? [] : ["bias"])];
    const added = bias === null ? "" : ` + bias[${bias.offset} + (group * ${channels} + channel) * ${bias.stride}]`;
    const value = `component(total, x - across * ${tilePixels})${added}`;
    return `function (${names.join(", ")}) {
      ${digitsOf("this.thread.x", [
        ["n", images],
        ["group", groups],
        ["channel", channels],
        ["y", height],
        ["x", width],
      ])}
      const across = idiv(x, ${tilePixels});
      const tile = idiv(channel, ${tileChannels}); const which = channel - tile * ${tileChannels};
      ${cornerOf(sheet, `((n * ${groups} + group) * ${height} + y)`, "tile")}
      let total = [0, 0, 0, 0];
      ${addTexel(tileChannels, "which", `tileX + across * ${tiles} + tile`, "tileY")}
      return ${relu ? `unary_relu(${value})` : value};
    }`;
  },
};
