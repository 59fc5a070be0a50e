/** Sizes of a layer that slides a window over an image. */
export interface Window {
  readonly kernelSize: number;
  readonly stride: number;
  readonly padding: number;
}

/** Size of the output, along one dimension. */
export function outputSize(input: number, { kernelSize, stride, padding }: Window): number {
  return Math.floor((input + 2 * padding - kernelSize) / stride) + 1;
}

/** The formula of the output size with its numbers: `⌊(28 + 2·2 − 5) / 1⌋ + 1 = 28`. */
export function sizeFormula(input: number, window: Window): string {
  const { kernelSize, stride, padding } = window;
  return `⌊(${input} + 2·${padding} − ${kernelSize}) / ${stride}⌋ + 1 = ${outputSize(input, window)}`;
}

/** One product of the sum that makes an output pixel. */
export interface Term {
  readonly pixel: number;
  readonly weight: number;
  /** True outside of the image, where the padding's zeros are. */
  readonly isPadding: boolean;
}

/** The window of an output pixel over the image, row by row, beside the kernel. */
export function termsAt(
  image: Float32Array,
  size: number,
  kernel: Float32Array,
  { kernelSize, stride, padding }: Window,
  x: number,
  y: number,
): Term[] {
  return Array.from(kernel, (weight, i) => {
    const column = x * stride - padding + (i % kernelSize);
    const row = y * stride - padding + Math.floor(i / kernelSize);
    const isPadding = column < 0 || row < 0 || column >= size || row >= size;
    return { pixel: isPadding ? 0 : image[row * size + column], weight, isPadding };
  });
}

/** A pixel of one of the maps that a canvas shows in rows and columns, one pixel apart. */
export interface MapPixel {
  readonly map: number;
  readonly x: number;
  readonly y: number;
}

/** Maps in rows of so many, one pixel apart. */
export interface Tiling {
  readonly count: number;
  readonly columns: number;
  readonly width: number;
  readonly height: number;
}

export const tilingSize = ({ count, columns, width, height }: Tiling): readonly [number, number] => [
  columns * (width + 1) - 1,
  Math.ceil(count / columns) * (height + 1) - 1,
];

/** Which map's pixel is at a point of the canvas; null between maps. */
export function pixelAt(tiling: Tiling, u: number, v: number): MapPixel | null {
  const { count, columns, width, height } = tiling;
  const column = Math.floor(u / (width + 1));
  const map = Math.floor(v / (height + 1)) * columns + column;
  const x = Math.floor(u) % (width + 1);
  const y = Math.floor(v) % (height + 1);
  return u >= 0 && v >= 0 && column < columns && map < count && x < width && y < height ? { map, x, y } : null;
}

/** The top left corner of a map on the canvas. */
export function cornerOf({ columns, width, height }: Tiling, map: number): readonly [number, number] {
  return [(map % columns) * (width + 1), Math.floor(map / columns) * (height + 1)];
}
