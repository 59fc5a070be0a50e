import { cornerOf, type Tiling, tilingSize } from "./window.js";

type Colour = readonly [number, number, number];

/** Colours of positive and negative values. */
const light: readonly [Colour, Colour] = [
  [196, 62, 10],
  [36, 98, 155],
];
const dark: readonly [Colour, Colour] = [
  [246, 128, 72],
  [112, 172, 228],
];

/** Ink on paper, as digits are drawn elsewhere. */
const ink: readonly [Colour, Colour] = [
  [31, 26, 22],
  [240, 233, 224],
];

export type Paint = "signs" | "ink";

function largestOf(values: Float32Array): number {
  let largest = 1e-12;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest;
}

function coloursOf(paint: Paint, isDark: boolean): readonly [Colour, Colour] {
  if (paint === "ink") return [ink[Number(isDark)], ink[Number(isDark)]];
  return isDark ? dark : light;
}

/** A size that only a few values are above, so that an edge of the padding does not make all else pale. */
export function largeOf(values: Float32Array, share = 0.995): number {
  const sizes = values.map(Math.abs).sort();
  return Math.max(sizes[Math.floor(share * (sizes.length - 1))], 1e-12);
}

/**
 * Paints maps in rows and columns: the sign is the colour, the size its strength; zero is the page's ground.
 *
 * @param largest The size that is painted in full strength, and those above it.
 */
export function paintMaps(
  canvas: HTMLCanvasElement,
  values: Float32Array,
  tiling: Tiling,
  isDark: boolean,
  paint: Paint = "signs",
  largest = largestOf(values),
): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const { count, width, height } = tiling;
  const [totalWidth, totalHeight] = tilingSize(tiling);
  const image = context.createImageData(totalWidth, totalHeight);
  const [positive, negative] = coloursOf(paint, isDark);
  const scale = 255 / largest;
  let i = 0;
  for (let map = 0; map < count; map++) {
    const [left, top] = cornerOf(tiling, map);
    for (let y = 0; y < height; y++) {
      let at = 4 * ((top + y) * totalWidth + left);
      for (let x = 0; x < width; x++, at += 4) {
        const value = values[i++];
        const [r, g, b] = value < 0 ? negative : positive;
        image.data[at] = r;
        image.data[at + 1] = g;
        image.data[at + 2] = b;
        image.data[at + 3] = Math.abs(value) * scale;
      }
    }
  }
  context.putImageData(image, 0, 0);
}
