import { fromTypedArray, ShapeError, type Tensor, ValueError } from "@lumbre/tensor";
import {
  anIntegerFrom,
  aTensor,
  bind,
  defineSignature,
  formatShape,
  isFloat,
  nullable,
  optional,
  required,
} from "@lumbre/tensor/engine";

/** Options of {@link equalizeHist}. */
export interface EqualizeHistOptions {
  /** Bins of the histogram of floats; of integers, each is a bin of its own. Default 256. */
  readonly nbins?: number;
  /** Where it is not 0, pixels count; all are equalized. Default: all count. */
  readonly mask?: Tensor | null;
}

const signature = defineSignature(
  "equalizeHist",
  required("image", aTensor),
  optional("nbins", anIntegerFrom(1), 256),
  optional("mask", nullable(aTensor), null),
);

/**
 * Equalizes the histogram of an image, as `skimage.exposure.equalize_hist` does: each value becomes the share of pixels
 * that are not brighter, so that all brightnesses from 0 to 1 are about as frequent.
 *
 * Shapes: any, in and out. Integers become float32; float64 stays float64. Gradients are not recorded.
 *
 * @param image The image: grey, or all channels with one histogram.
 * @param nbins Bins of the histogram of floats; of integers, each is a bin of its own. Default 256.
 * @param mask A tensor of the image's shape: where it is not 0, pixels count; all are equalized. Default: all count.
 * @throws {ValueError} for more than 16,777,216 bins, for NaN or an infinity, and for a mask that is 0 everywhere.
 * @throws {ShapeError} for a mask of another shape, and an image without pixels.
 * @example
 * equalizeHist(tensor([[1, 1, 2, 9]], { dtype: "uint8" })); // => tensor([[0.5000, 0.5000, 0.7500, 1.0000]])
 * equalizeHist(tensor([[0, 0.1, 0.2, 1]]), { nbins: 10 }); // => tensor([[0.2500, 0.3750, 0.6250, 1.0000]])
 * @see https://scikit-image.org/docs/stable/api/skimage.exposure.html#skimage.exposure.equalize_hist
 */
export function equalizeHist(
  image: Tensor,
  nbins?: number | EqualizeHistOptions,
  mask?: Tensor | null | Omit<EqualizeHistOptions, "nbins">,
): Tensor {
  const [x, bins, counted] = bind(signature, arguments);
  if (bins > mostBins) throw new ValueError(`equalizeHist: nbins must be at most ${mostBins}, got ${bins}`);
  if (x.numel() === 0) throw new ShapeError(`equalizeHist: expected pixels, got ${formatShape(x.shape)}`);
  const values = x.readSync();
  if (!values.every(Number.isFinite))
    throw new ValueError("equalizeHist: expected finite values, got NaN or an infinity");
  const chosen = counted === null ? values : chosenBy(x, counted, values);
  const histogram = isFloat(x.dtype) ? binned(chosen, bins, x.dtype === "float32") : counts(chosen);
  const isDouble = x.dtype === "float64";
  const shares = sharesOf(histogram.counts, x.dtype === "float32");
  const out = new (isDouble ? Float64Array : Float32Array)(values.length);
  for (let i = 0; i < values.length; i++) out[i] = interpolate(values[i], histogram.centers, shares);
  return fromTypedArray(out, x.shape, { device: x.device });
}

type Values = ReturnType<Tensor["readSync"]>;

function chosenBy(x: Tensor, mask: Tensor, values: Values): Values {
  if (formatShape(mask.shape) !== formatShape(x.shape)) {
    throw new ShapeError(
      `equalizeHist: expected a mask of shape ${formatShape(x.shape)}, got ${formatShape(mask.shape)}`,
    );
  }
  const kept = mask.readSync();
  const chosen = values.filter((_: number, i: number) => kept[i] !== 0);
  if (chosen.length === 0) throw new ValueError("equalizeHist: the mask is 0 everywhere");
  return chosen;
}

interface Histogram {
  readonly counts: Float64Array;
  /** The middle of each bin. */
  readonly centers: Float64Array;
}

function rangeOf(values: Values): readonly [number, number] {
  let [low, high] = [values[0], values[0]];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** Bins, or distinct integers, that a histogram may have. */
const mostBins = 2 ** 24;

function counts(values: Values): Histogram {
  const [low, high] = rangeOf(values);
  if (high - low >= mostBins) {
    throw new ValueError(
      `equalizeHist: expected integers of a range up to ${mostBins}, got ${low} to ${high}; write x.to("float32")`,
    );
  }
  const found = new Float64Array(high - low + 1);
  for (const value of values) found[value - low]++;
  return { counts: found, centers: Float64Array.from(found, (_, i) => low + i) };
}

/** numpy's histogram: bins of one width, without their upper edge but for the last. float32 has its edges rounded. */
function binned(values: Values, bins: number, isSingle: boolean): Histogram {
  const round = isSingle ? Math.fround : (value: number): number => value;
  let [low, high] = rangeOf(values);
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const step = (high - low) / bins;
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => round(i === bins ? high : low + i * step));
  const found = new Float64Array(bins);
  for (const value of values) {
    let bin = Math.min(bins - 1, Math.floor((value - low) / step));
    if (value < edges[bin]) bin--;
    else if (bin < bins - 1 && value >= edges[bin + 1]) bin++;
    found[bin]++;
  }
  const centers = Float64Array.from(found, (_, i) => round(round(edges[i] + edges[i + 1]) / 2));
  return { counts: found, centers };
}

function sharesOf(found: Float64Array, isSingle: boolean): Float64Array {
  let sum = 0;
  const sums = found.map((count) => {
    sum += count;
    return sum;
  });
  return sums.map((value) => (isSingle ? Math.fround(value / sum) : value / sum));
}

/** The straight line between the two points around x; outside of all points, the first or the last. */
function interpolate(x: number, points: Float64Array, values: Float64Array): number {
  const last = points.length - 1;
  if (x <= points[0]) return values[0];
  if (x >= points[last]) return values[last];
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (points[middle] <= x) low = middle;
    else high = middle;
  }
  const slope = (values[high] - values[low]) / (points[high] - points[low]);
  return slope * (x - points[low]) + values[low];
}
