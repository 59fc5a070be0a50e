import type { TypedArray } from "@lumbre/tensor";

/** A rotation, a shift, a scale and shears of an image, as torchvision has them; angles in degrees, clockwise. */
export interface AffineParameters {
  readonly angle: number;
  /** Pixels to the right and down. */
  readonly translate: readonly [x: number, y: number];
  readonly scale: number;
  readonly shear: readonly [x: number, y: number];
}

/** For an output pixel, relative to the centre, `[a, b, c, d, e, f]` gives the point of the input `(ax + by + c, dx + ey + f)`. */
type Matrix = readonly [number, number, number, number, number, number];

/**
 * The inverse of `T C R S H C^-1`: shift, rotation, scale and shears about a centre.
 * @param center The fixed point, relative to the image's own centre.
 */
export function inverseMatrix(parameters: AffineParameters, center: readonly [number, number]): Matrix {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const angle = radians(parameters.angle);
  const [shearX, shearY] = parameters.shear.map(radians);
  const cos = Math.cos(angle - shearY) / Math.cos(shearY);
  const sin = Math.sin(angle - shearY) / Math.cos(shearY);
  // The determinant without the scale is 1, so that the inverse takes no division but that by the scale.
  const a = (Math.cos(angle) - sin * Math.tan(shearX)) / parameters.scale;
  const b = (Math.sin(angle) + cos * Math.tan(shearX)) / parameters.scale;
  const d = -sin / parameters.scale;
  const e = cos / parameters.scale;
  const [cx, cy] = center;
  const x = -cx - parameters.translate[0];
  const y = -cy - parameters.translate[1];
  return [a, b, a * x + b * y + cx, d, e, d * x + e * y + cy];
}

/** Where one image lies among others, and what stands outside of it. */
export interface ImageLayout {
  /** The index of the image's first element. */
  readonly start: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** The value of what lies outside of the input, for each channel. */
  readonly fill: readonly number[];
}

/** Writes each pixel of an image from the nearest pixel of the input. */
export function sampleNearest(input: TypedArray, output: TypedArray, matrix: Matrix, layout: ImageLayout): void {
  const { start, channels, height, width, fill } = layout;
  const [a, b, c, d, e, f] = matrix;
  const size = height * width;
  const middleX = (width - 1) / 2;
  const middleY = (height - 1) / 2;
  for (let y = 0, at = start; y < height; y++) {
    const rowX = b * (y - middleY) + c + middleX;
    const rowY = e * (y - middleY) + f + middleY;
    for (let x = 0; x < width; x++, at++) {
      const column = roundHalfToEven(a * (x - middleX) + rowX);
      const row = roundHalfToEven(d * (x - middleX) + rowY);
      const isInside = column >= 0 && column < width && row >= 0 && row < height;
      const from = start + row * width + column;
      for (let k = 0; k < channels; k++) output[at + k * size] = isInside ? input[from + k * size] : fill[k];
    }
  }
}

/** Rounds as Python and PyTorch do: a half to the even number. */
export function roundHalfToEven(value: number): number {
  const rounded = Math.floor(value + 0.5);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** Writes each pixel of an image from the four pixels of the input around its point, by bilinear interpolation. */
export function sampleBilinear(
  input: TypedArray,
  output: TypedArray,
  matrix: Matrix,
  layout: ImageLayout,
  round: boolean,
): void {
  const { start, channels, height, width } = layout;
  const [a, b, c, d, e, f] = matrix;
  const size = height * width;
  const middleX = (width - 1) / 2;
  const middleY = (height - 1) / 2;
  for (let y = 0, at = start; y < height; y++) {
    const rowX = b * (y - middleY) + c + middleX;
    const rowY = e * (y - middleY) + f + middleY;
    for (let x = 0; x < width; x++, at++) {
      const pointX = a * (x - middleX) + rowX;
      const pointY = d * (x - middleX) + rowY;
      const left = Math.floor(pointX);
      const top = Math.floor(pointY);
      const right = pointX - left;
      const low = pointY - top;
      if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) {
        sampleAtEdge(input, output, at, left, top, right, low, layout, round);
        continue;
      }
      for (let k = 0, from = start + top * width + left; k < channels; k++, from += size) {
        const upper = input[from] + right * (input[from + 1] - input[from]);
        const lower = input[from + width] + right * (input[from + width + 1] - input[from + width]);
        const value = upper + low * (lower - upper);
        output[at + k * size] = round ? roundHalfToEven(value) : value;
      }
    }
  }
}

/** {@link sampleBilinear} for a pixel of which some neighbours lie outside of the input. */
function sampleAtEdge(
  input: TypedArray,
  output: TypedArray,
  at: number,
  left: number,
  top: number,
  right: number,
  low: number,
  { start, channels, height, width, fill }: ImageLayout,
  round: boolean,
): void {
  const hasLeft = left >= 0 && left < width;
  const hasRight = left >= -1 && left < width - 1;
  const hasTop = top >= 0 && top < height;
  const hasBottom = top >= -1 && top < height - 1;
  const topLeft = hasTop && hasLeft ? (1 - low) * (1 - right) : 0;
  const topRight = hasTop && hasRight ? (1 - low) * right : 0;
  const bottomLeft = hasBottom && hasLeft ? low * (1 - right) : 0;
  const bottomRight = hasBottom && hasRight ? low * right : 0;
  const inside = topLeft + topRight + bottomLeft + bottomRight;
  for (let k = 0; k < channels; k++) {
    const from = start + k * height * width + top * width + left;
    let value = 0;
    if (topLeft > 0) value += topLeft * input[from];
    if (topRight > 0) value += topRight * input[from + 1];
    if (bottomLeft > 0) value += bottomLeft * input[from + width];
    if (bottomRight > 0) value += bottomRight * input[from + width + 1];
    // torchvision mixes with the fill by the share that lies inside, though the sum has only that share already.
    value = value * inside + fill[k] * (1 - inside);
    output[at + k * height * width] = round ? roundHalfToEven(value) : value;
  }
}
