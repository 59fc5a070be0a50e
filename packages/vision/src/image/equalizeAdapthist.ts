import { DTypeError, fromTypedArray, ShapeError, type Tensor, ValueError } from "@lumbre/tensor";
import {
  aFiniteNumber,
  anInteger,
  anIntegerFrom,
  aTensor,
  bind,
  defineSignature,
  formatShape,
  isFloat,
  named,
  nullable,
  optional,
  required,
  sizes,
} from "@lumbre/tensor/engine";
import { clahe, levels } from "./clahe.js";
import { channelDimOf } from "./convert.js";

/** Options of {@link equalizeAdapthist}. */
export interface EqualizeAdapthistOptions {
  /** Height and width of the tiles, in pixels, or one number for both. Default: an eighth of the image's. */
  readonly kernelSize?: number | readonly [height: number, width: number] | null;
  /** The share of a tile's pixels that one bin may hold, from 0 to 1; 0 sets no limit. Larger ones give more contrast. Default 0.01. */
  readonly clipLimit?: number;
  /** Bins of the histograms. Default 256. */
  readonly nbins?: number;
  /** The dimension of the channels of a colour image. Default: the one of size 3 or 4, -3 or -1. */
  readonly channelDim?: number | null;
}

const signature = defineSignature(
  "equalizeAdapthist",
  required("image", aTensor),
  optional("kernelSize", nullable(sizes), null),
  optional("clipLimit", aFiniteNumber, 0.01),
  optional("nbins", anIntegerFrom(1), 256),
  named("channelDim", nullable(anInteger), null),
);

/**
 * Equalizes the histograms of tiles of an image (CLAHE), as `skimage.exposure.equalize_adapthist` does: details appear in
 * bright and in dark parts alike, and the limit keeps noise in even parts from being enlarged.
 *
 * Shapes: [H, W], or a colour image [C, H, W] or [H, W, C] with 3 or 4 channels, whose brightness (V of HSV) is equalized
 * and whose alpha is left out. Out: the same, from 0 to 1; uint8 becomes float32. Gradients are not recorded.
 *
 * @param image The image: uint8, or floats from -1 to 1.
 * @param kernelSize Height and width of the tiles, in pixels, or one number for both. Default: an eighth of the image's.
 * @param clipLimit The share of a tile's pixels that one bin may hold, from 0 to 1; 0 sets no limit. Larger ones give
 *   more contrast. Default 0.01.
 * @param nbins Bins of the histograms. Default 256.
 * @param options.channelDim The dimension of the channels of a colour image. Default: the one of size 3 or 4, -3 or -1.
 * @throws {ShapeError} for another shape, or a kernelSize of other than one or two sizes.
 * @throws {DTypeError} for other integers than uint8.
 * @throws {ValueError} for more than 65,536 bins, for floats that are not between -1 and 1, and for tiles that are not 1 x 1 or larger.
 * @example
 * const image = arange(64).view(8, 8).div(640);
 * const equalized = equalizeAdapthist(image, { kernelSize: 4 });
 * [equalized.min().item(), equalized.max().item()]; // => [0, 1]
 * @see https://scikit-image.org/docs/stable/api/skimage.exposure.html#skimage.exposure.equalize_adapthist
 */
export function equalizeAdapthist(
  image: Tensor,
  kernelSize?: number | readonly [height: number, width: number] | null | EqualizeAdapthistOptions,
  clipLimit?: number | Omit<EqualizeAdapthistOptions, "kernelSize">,
  nbins?: number | Pick<EqualizeAdapthistOptions, "nbins" | "channelDim">,
  options?: Pick<EqualizeAdapthistOptions, "channelDim">,
): Tensor {
  const [x, tile, limit, bins, channelDim] = bind(signature, arguments);
  if (bins > mostBins) throw new ValueError(`equalizeAdapthist: nbins must be at most ${mostBins}, got ${bins}`);
  const isGrey = x.ndim === 2;
  if ((!isGrey && x.ndim !== 3) || x.numel() === 0) {
    throw new ShapeError(`equalizeAdapthist: expected [H, W], [C, H, W] or [H, W, C], got ${formatShape(x.shape)}`);
  }
  if (!isFloat(x.dtype) && x.dtype !== "uint8") {
    throw new DTypeError(`equalizeAdapthist: expected uint8, or floats from -1 to 1, got ${x.dtype}`);
  }
  const dim = isGrey ? null : channelDimOf(signature.op, x, channelDim, [3, 4]);
  const equalize = (values: Float64Array, [height, width]: readonly number[], isSingle: boolean): Float64Array =>
    equalizePlane(values, height, width, tileOf(tile, height, width), limit, bins, isSingle);
  const result = dim === null ? equalizeGrey(x, equalize) : equalizeColour(x, dim, equalize);
  return x.dtype === "float64" ? result : result.to("float32");
}

/** More would tell no more levels apart, and every tile has as many. */
const mostBins = 2 ** 16;

type Equalize = (values: Float64Array, shape: readonly number[], isSingle: boolean) => Float64Array;

function tileOf(tile: number | readonly number[] | null, height: number, width: number): readonly number[] {
  if (tile === null) return [Math.max(1, height >> 3), Math.max(1, width >> 3)];
  const list = typeof tile === "number" ? [tile, tile] : tile;
  if (list.length !== 2) {
    throw new ShapeError(`equalizeAdapthist: expected one or two sizes as kernelSize, got ${list.length}`);
  }
  for (const size of list) {
    if (!Number.isInteger(size) || size < 1 || size > 2 * Math.max(height, width)) {
      throw new ValueError(
        `equalizeAdapthist: expected tiles of 1 to ${2 * Math.max(height, width)} pixels, got [${list.join(", ")}]`,
      );
    }
  }
  return list;
}

/** Values as floats: bytes as they are, divided by 255. */
function unitOf(x: Tensor): Float64Array {
  const values = x.readSync();
  if (x.dtype === "uint8") return Float64Array.from(values, (value) => value / 255);
  if (values.every((value: number) => value >= -1 && value <= 1)) return Float64Array.from(values);
  throw new ValueError("equalizeAdapthist: expected floats from -1 to 1; write x.div(255) for those up to 255");
}

function equalizeGrey(x: Tensor, equalize: Equalize): Tensor {
  const out = equalize(unitOf(x), x.shape, x.dtype === "float32");
  return fromTypedArray(out, x.shape, { device: x.device });
}

/** With hue and saturation as they are, red, green and blue change by the factor of the largest of them. */
function equalizeColour(given: Tensor, dim: number, equalize: Equalize): Tensor {
  const x = (dim === 0 ? given : given.permute(2, 0, 1)).narrow(0, 0, 3);
  const colours = unitOf(x);
  const [, height, width] = x.shape;
  const size = height * width;
  const brightest = new Float64Array(size);
  for (let i = 0; i < size; i++) brightest[i] = Math.max(colours[i], colours[size + i], colours[2 * size + i]);
  const equalized = equalize(brightest, [height, width], x.dtype === "float32");
  for (let i = 0; i < 3 * size; i++) {
    const before = brightest[i % size];
    colours[i] = before === 0 ? equalized[i % size] : (colours[i] * equalized[i % size]) / before;
  }
  const out = fromTypedArray(colours, x.shape, { device: given.device });
  return dim === 0 ? out : out.permute(1, 2, 0).contiguous();
}

function equalizePlane(
  values: Float64Array,
  height: number,
  width: number,
  [tileHeight, tileWidth]: readonly number[],
  clipLimit: number,
  nbins: number,
  isSingle: boolean,
): Float64Array {
  // 16 bits first, as skimage: float32 is rounded on the way.
  const sixteen = values.map((value) => {
    const scaled = isSingle ? Math.fround(value * 65535) : value * 65535;
    return Math.max(0, roundHalfToEven(scaled));
  });
  const { low, high } = extremesOf(sixteen);
  const quantized = Uint16Array.from(sixteen, (value) =>
    low === high ? Math.min(value, levels - 1) : roundHalfToEven(((value - low) / (high - low)) * (levels - 1)),
  );
  const mapped = clahe(quantized, { height, width, tileHeight, tileWidth }, clipLimit, nbins);
  return stretch(Float64Array.from(mapped));
}

function extremesOf(values: Float64Array): { readonly low: number; readonly high: number } {
  let [low, high] = [values[0], values[0]];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

/** From the smallest and the largest value to 0 and 1. */
function stretch(values: Float64Array): Float64Array {
  const { low, high } = extremesOf(values);
  if (low === high) return values.map((value) => Math.min(value, 1));
  return values.map((value) => (value - low) / (high - low));
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
