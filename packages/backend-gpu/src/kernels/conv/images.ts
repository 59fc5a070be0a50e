import type { Kernel } from "../../engine/engine.js";
import { digitsOf, placeOfThread, type Sheet } from "../sheet.js";

/**
 * Images in texels of four neighbouring channels, with whatever zeros a convolution reads around them. Blocks are the
 * images, one for each group of channels: columns are the pixels of a row, `quads` texels for each.
 */
export interface Images {
  readonly sheet: Sheet;
  readonly groups: number;
  /** Channels in a group. */
  readonly channels: number;
  /** Texels for the channels of a pixel. */
  readonly quads: number;
}

/** Along one axis: the element of the original at an index of the packed image. */
export interface PackedAxis {
  /** Elements of the original. */
  readonly size: number;
  /** Zeros put before the first. */
  readonly padding: number;
  /** Elements of the original that are `spread - 1` zeros apart; 1 for an image as it is. */
  readonly spread: number;
}

/**
 * Elements of a row of the kernel that are packed as channels, beside each other, so that a pixel has all that a window
 * reads of a row, with their dilation and the stride between windows.
 */
export interface Folding {
  readonly taps: number;
  readonly dilation: number;
  readonly step: number;
}

interface PackingImages {
  readonly images: Images;
  readonly rows: PackedAxis;
  readonly columns: PackedAxis;
  readonly folding: Folding | null;
  readonly offset: number;
  /** Of the original: from image to image, channel to channel, row to row, pixel to pixel. */
  readonly strides: readonly number[];
}

/** Text that declares the element `<name>` of the original at a packed index, or outside of it makes `inside` 0. */
function elementAlong({ size, padding, spread }: PackedAxis, name: string, place: string, inside: string): string {
  if (spread === 1) {
    return `const ${name} = ${place} - ${padding}; if (${name} < 0 || ${name} >= ${size}) { ${inside} = 0; }`;
  }
  return `const ${name}Place = ${place} - ${padding}; const ${name} = idiv(${name}Place, ${spread});
    if (${name}Place < 0 || ${name} >= ${size} || ${name} * ${spread} != ${name}Place) { ${inside} = 0; }`;
}

/** Text that declares `v0` to `v3`, neighbouring channels of one pixel. */
function channelsOfPixel({ images, columns, strides }: PackingImages): string {
  const [, channelStride, rowStride, columnStride] = strides;
  const values = [0, 1, 2, 3].map((i) => {
    const value = `if (first + ${i} < ${images.channels}) { v${i} = image[from + ${i * channelStride}]; }`;
    return i < images.channels ? value : "";
  });
  return `${elementAlong(columns, "x", "pixel", "isInside")}
    const from = start + first * ${channelStride} + y * ${rowStride} + x * ${columnStride};
    let v0 = 0; let v1 = 0; let v2 = 0; let v3 = 0;
    if (isInside == 1) { ${values.join("\n")} }`;
}

/** The same, where channels are kernel elements. */
function tapsOfPixel({ images, columns, strides }: PackingImages, { taps, dilation, step }: Folding): string {
  const [, channelStride, rowStride, columnStride] = strides;
  const values = [0, 1, 2, 3].map(
    (i) => `const c${i} = idiv(first + ${i}, ${taps});
      const kx${i} = first + ${i} - c${i} * ${taps};
      let inside${i} = isInside;
      ${elementAlong(columns, `x${i}`, `pixel * ${step} + kx${i} * ${dilation}`, `inside${i}`)}
      let v${i} = 0;
      if (inside${i} == 1 && first + ${i} < ${images.channels}) {
        v${i} = image[start + c${i} * ${channelStride} + y * ${rowStride} + x${i} * ${columnStride}];
      }`,
  );
  return values.join("\n");
}

export const packImages: Kernel<PackingImages> = {
  name: "packImages",
  lanes: 4,
  source(constants) {
    const { images, rows, folding, offset, strides } = constants;
    const { sheet, groups, channels, quads } = images;
    const [imageStride, channelStride] = strides;
    return `function (image) {
      ${placeOfThread(sheet)}
      const pixel = idiv(left, ${quads}); const first = (left - pixel * ${quads}) * 4;
      ${digitsOf("block", [
        ["n", sheet.blocks / groups],
        ["group", groups],
      ])}
      const start = ${offset} + n * ${imageStride} + group * ${(channels / (folding?.taps ?? 1)) * channelStride};
      let isInside = 1;
      ${elementAlong(rows, "y", "line", "isInside")}
      ${folding === null ? channelsOfPixel(constants) : tapsOfPixel(constants, folding)}
      return [v0, v1, v2, v3];
    }`;
  },
};
