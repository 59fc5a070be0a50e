import { functional as F } from "@lumbre/nn";
import { DTypeError, fromTypedArray, ones, type Tensor, type TypedArray, tensor, ValueError } from "@lumbre/tensor";
import { isFloat, oneOf, optional, requireFits } from "@lumbre/tensor/engine";
import { type Fused, fused32, fused64 } from "./fused.js";
import { computeImage, imageSize, roundHalfToEven } from "./image.js";

/** For an output pixel (x, y) about the centre, the point (ax + by + c, dx + ey + f) of the input about its own. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** How a pixel of a moved image is made of those around its point. */
export type WarpInterpolation = "nearest" | "bilinear";

export const warpInterpolation = optional<WarpInterpolation>("interpolation", oneOf("nearest", "bilinear"), "nearest");

/** How images are moved. */
export interface Warp {
  readonly matrix: Matrix;
  readonly interpolation: WarpInterpolation;
  /** The values of what lies outside of the input, one for each channel; null: 0. */
  readonly fill: readonly number[] | null;
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/**
 * The inverse of `T C R S H C^-1`: shift, rotation, scale and shears about a centre. Angles are in degrees, clockwise.
 * @param center The fixed point, relative to the image's own centre.
 */
export function inverseMatrix(
  center: readonly number[],
  angle: number,
  translate: readonly number[],
  scale: number,
  shear: readonly number[],
): Matrix {
  const [turn, shearX, shearY] = [radians(angle), radians(shear[0]), radians(shear[1])];
  const cos = Math.cos(turn - shearY) / Math.cos(shearY);
  const sin = Math.sin(turn - shearY) / Math.cos(shearY);
  // The determinant without the scale is 1, so that the inverse takes no division but that by the scale.
  const a = (Math.cos(turn) - sin * Math.tan(shearX)) / scale;
  const b = (Math.sin(turn) + cos * Math.tan(shearX)) / scale;
  const d = -sin / scale;
  const e = cos / scale;
  const x = -center[0] - translate[0];
  const y = -center[1] - translate[1];
  return [a, b, a * x + b * y + center[0], d, e, d * x + e * y + center[1]];
}

/** A centre in pixels from the upper left corner, relative to the image's own. */
export function relativeCenter(center: readonly number[] | null, x: { readonly shape: readonly number[] }): number[] {
  const { height, width } = imageSize(x);
  return center === null ? [0, 0] : [center[0] - width * 0.5, center[1] - height * 0.5];
}

/** One value of fill for each channel. */
export function fillOf(op: string, x: Tensor, fill: number | readonly number[] | null): readonly number[] | null {
  if (fill === null) return null;
  const { channels } = imageSize(x);
  if (typeof fill !== "number" && fill.length !== 1 && fill.length !== channels) {
    throw new ValueError(`${op}: got ${fill.length} values of fill for ${channels} channels`);
  }
  const values = Array.from({ length: channels }, (_, k) => (typeof fill === "number" ? fill : (fill[k] ?? fill[0])));
  const odd = values.find((value) => x.dtype === "uint8" && !(Number.isInteger(value) && value >= 0 && value <= 255));
  if (odd !== undefined) throw new ValueError(`${op}: uint8 cannot hold the fill ${odd}`);
  for (const value of values) requireFits(op, x.dtype, value);
  return values;
}

/** Moves images, all alike; the result may have another height and width. */
export function warpImages(
  op: string,
  x: Tensor,
  warp: Warp,
  height: number = imageSize(x).height,
  width: number = imageSize(x).width,
): Tensor {
  const shape = [...x.shape.slice(0, -2), height, width];
  const from = imageSize(x);
  if (x.requiresGrad) {
    const images = x.reshape(-1, from.channels, from.height, from.width);
    return warpRecorded(images, [warp], height, width).reshape(shape);
  }
  return computeWarp(op, x, shape, (input, output) => {
    const sampler = new Sampler(from.height, from.width, height, width, x.dtype);
    const { channels } = from;
    const images = input.length / (channels * from.height * from.width);
    for (let i = 0; i < images; i++) sampler.warp(input, output, i, channels, warp);
  });
}

/** Moves each image of a batch in its own way. */
export function warpEach(op: string, x: Tensor, warps: readonly Warp[]): Tensor {
  const { height, width } = imageSize(x);
  if (x.requiresGrad) return warpRecorded(x, warps, height, width);
  return computeWarp(op, x, x.shape, (input, output) => {
    const channels = input.length / (warps.length * height * width);
    const sampler = new Sampler(height, width, height, width, x.dtype);
    for (const [i, warp] of warps.entries()) sampler.warp(input, output, i, channels, warp);
  });
}

/** Moves images [N, C, H, W] by recorded ops, for those that require a gradient; one warp is for all. */
function warpRecorded(x: Tensor, warps: readonly Warp[], toHeight: number, toWidth: number): Tensor {
  const [count, channels, height, width] = x.shape;
  const { dtype, device } = x;
  const sampler = new Sampler(height, width, toHeight, toWidth, dtype);
  const shape = [warps.length, toHeight, toWidth, 2];
  const points = fromTypedArray(Float64Array.from(warps.flatMap((warp) => sampler.points(warp.matrix))), shape, {
    dtype,
    device,
  });
  const [{ interpolation: mode, fill }] = warps;
  const grid = points.expand(count, toHeight, toWidth, 2);
  const moved = F.gridSample(x, grid, { mode });
  if (fill === null) return moved;
  // The share of each pixel that lies inside: torchvision mixes with the fill by it, as `bilinear` below does.
  const inside = F.gridSample(ones(count, 1, height, width, { dtype, device }), grid, { mode });
  const outside = tensor([...fill], { dtype, device }).reshape(1, channels, 1, 1);
  return moved.mul(inside).add(inside.neg().add(1).mul(outside));
}

function computeWarp(
  op: string,
  x: Tensor,
  shape: readonly number[],
  compute: (input: TypedArray, output: TypedArray) => void,
): Tensor {
  if (x.dtype === "bool") throw new DTypeError(`${op}: expected an image of numbers, got bool; write x.to("uint8")`);
  return computeImage(op, x, shape, x.dtype, compute);
}

/** Samples images at the points of a grid. Points are rounded as PyTorch rounds them, which decides ties. */
class Sampler {
  private readonly round: (value: number) => number;
  private readonly fused: Fused;
  private readonly isInteger: boolean;

  constructor(
    private readonly height: number,
    private readonly width: number,
    private readonly toHeight: number,
    private readonly toWidth: number,
    dtype: Tensor["dtype"],
  ) {
    this.round = dtype === "float64" ? (value) => value : Math.fround;
    this.fused = dtype === "float64" ? fused64 : fused32;
    this.isInteger = !isFloat(dtype);
  }

  /** Writes image i of the output from image i of the input. */
  warp(
    input: TypedArray,
    output: TypedArray,
    i: number,
    channels: number,
    { matrix, interpolation, fill }: Warp,
  ): void {
    const { round, fused, height, width, toHeight, toWidth } = this;
    const start = i * channels * height * width;
    const sample = interpolation === "nearest" ? this.nearest : this.bilinear;
    let at = i * channels * toHeight * toWidth;
    this.forEachPoint(matrix, (gridX, gridY) => {
      const pointX = fused(round(gridX + 1), width / 2, -0.5);
      const pointY = fused(round(gridY + 1), height / 2, -0.5);
      sample.call(this, input, output, start, at++, channels, pointX, pointY, fill);
    });
  }

  /** The points of all pixels, x before y, from -1 to 1. */
  points(matrix: Matrix): number[] {
    const all: number[] = [];
    this.forEachPoint(matrix, (gridX, gridY) => void all.push(gridX, gridY));
    return all;
  }

  private forEachPoint(matrix: Matrix, visit: (gridX: number, gridY: number) => void): void {
    const { round, fused, height, width, toHeight, toWidth } = this;
    // PyTorch's matrix product, which fuses each product and sum, but for matrices that are too small for BLAS.
    const isSmall = 3 * 2 * toHeight * toWidth < 400;
    const addProduct: Fused = isSmall ? (a, b, c) => round(round(a * b) + c) : fused;
    const columns = [matrix[0], matrix[1], matrix[2]].map((value) => round(round(value) / (0.5 * width)));
    const rows = [matrix[3], matrix[4], matrix[5]].map((value) => round(round(value) / (0.5 * height)));
    for (let y = 0; y < toHeight; y++) {
      const down = y + 0.5 - toHeight * 0.5;
      for (let x = 0; x < toWidth; x++) {
        const across = x + 0.5 - toWidth * 0.5;
        const gridX = round(addProduct(columns[1], down, round(columns[0] * across)) + columns[2]);
        visit(gridX, round(addProduct(rows[1], down, round(rows[0] * across)) + rows[2]));
      }
    }
  }

  private nearest(
    input: TypedArray,
    output: TypedArray,
    start: number,
    at: number,
    channels: number,
    pointX: number,
    pointY: number,
    fill: readonly number[] | null,
  ): void {
    const { height, width } = this;
    const step = this.toHeight * this.toWidth;
    const column = roundHalfToEven(pointX);
    const row = roundHalfToEven(pointY);
    const isInside = column >= 0 && column < width && row >= 0 && row < height;
    for (let k = 0; k < channels; k++) {
      const outside = fill === null ? 0 : fill[k];
      output[at + k * step] = isInside ? input[start + (k * height + row) * width + column] : outside;
    }
  }

  private bilinear(
    input: TypedArray,
    output: TypedArray,
    start: number,
    at: number,
    channels: number,
    pointX: number,
    pointY: number,
    fill: readonly number[] | null,
  ): void {
    const { height, width } = this;
    const step = this.toHeight * this.toWidth;
    const left = Math.floor(pointX);
    const top = Math.floor(pointY);
    const right = pointX - left;
    const low = pointY - top;
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
      const from = start + (k * height + top) * width + left;
      let value = 0;
      if (topLeft > 0) value += topLeft * input[from];
      if (topRight > 0) value += topRight * input[from + 1];
      if (bottomLeft > 0) value += bottomLeft * input[from + width];
      if (bottomRight > 0) value += bottomRight * input[from + width + 1];
      // torchvision mixes with the fill by the share that lies inside, though the sum has only that share already.
      if (fill !== null) value = value * inside + fill[k] * (1 - inside);
      output[at + k * step] = this.isInteger ? roundHalfToEven(this.round(value)) : value;
    }
  }
}
