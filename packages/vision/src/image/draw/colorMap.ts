import { fromTypedArray, type Tensor, ValueError } from "@lumbre/tensor";
import {
  aFiniteNumber,
  aTensor,
  bind,
  defineSignature,
  nullable,
  oneOf,
  optional,
  required,
} from "@lumbre/tensor/engine";
import { requireMatrix } from "../convert.js";
import { viridis } from "./viridis.js";

/** Names of colour maps: "gray" from black to white, "viridis" from violet over green to yellow. */
export type ColorMapName = "gray" | "viridis";

export const aColorMap = oneOf("gray", "viridis");

/** Options of {@link colorMap}. */
export interface ColorMapOptions {
  /** "gray", from black to white, or "viridis", from violet over green to yellow. Default "viridis". */
  readonly cmap?: ColorMapName;
  /** The value of the first colour. Default: the smallest. */
  readonly vmin?: number | null;
  /** The value of the last colour. Default: the largest. */
  readonly vmax?: number | null;
}

const signature = defineSignature(
  "colorMap",
  required("x", aTensor),
  optional("cmap", aColorMap, "viridis"),
  optional("vmin", nullable(aFiniteNumber), null),
  optional("vmax", nullable(aFiniteNumber), null),
);

/**
 * Colours an image of one channel, such as a feature map, as matplotlib's `imshow` does.
 *
 * Shapes: [H, W] or [1, H, W]; out uint8 [3, H, W].
 *
 * @param x The image, of any numbers.
 * @param cmap "gray", from black to white, or "viridis", from violet over green to yellow. Default "viridis".
 * @param vmin The value of the first colour. Default: the smallest.
 * @param vmax The value of the last colour. Default: the largest.
 * @throws {ShapeError} for another shape.
 * @throws {ValueError} for a vmax below vmin, and for NaN or an infinity.
 * @example
 * colorMap(tensor([[0, 0.5, 1]]), { cmap: "gray" }).at(0); // => tensor([[  0, 128, 255]], dtype=uint8)
 * colorMap(tensor([[-3, 3]])).flatten(); // => tensor([ 68, 253,   1, 231,  84,  37], dtype=uint8)
 * @see https://matplotlib.org/stable/users/explain/colors/colormaps.html
 */
export function colorMap(
  x: Tensor,
  cmap?: ColorMapName | ColorMapOptions,
  vmin?: number | null | Omit<ColorMapOptions, "cmap">,
  vmax?: number | null | Pick<ColorMapOptions, "vmax">,
): Tensor {
  const [given, name, low, high] = bind(signature, arguments);
  const image = given.ndim === 3 && given.shape[0] === 1 ? given.squeeze(0) : given;
  requireMatrix(signature.op, "x", image);
  const [height, width] = image.shape;
  const colours = coloursOf(signature.op, image.readSync(), name, low, high);
  const size = height * width;
  const planes = new Uint8Array(3 * size);
  for (let i = 0; i < size; i++) for (let k = 0; k < 3; k++) planes[k * size + i] = colours[3 * i + k];
  return fromTypedArray(planes, [3, height, width]);
}

const tables = new Map<ColorMapName, Uint8Array>();

function tableOf(name: ColorMapName): Uint8Array {
  const known = tables.get(name);
  if (known !== undefined) return known;
  const table =
    name === "gray"
      ? Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3))
      : Uint8Array.from(atob(viridis), (letter) => letter.charCodeAt(0));
  tables.set(name, table);
  return table;
}

/** The colours of values, RGB side by side. */
export function coloursOf(
  op: string,
  values: ArrayLike<number>,
  name: ColorMapName,
  vmin: number | null,
  vmax: number | null,
): Uint8Array {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw new ValueError(`${op}: expected finite values, got ${values[i]}`);
    least = Math.min(least, values[i]);
    most = Math.max(most, values[i]);
  }
  const [low, high] = [vmin ?? least, vmax ?? most];
  if (low > high) throw new ValueError(`${op}: expected vmin <= vmax, got ${low} and ${high}`);
  const table = tableOf(name);
  const colours = new Uint8Array(3 * values.length);
  for (let i = 0; i < values.length; i++) {
    const share = high === low ? 0 : (values[i] - low) / (high - low);
    // 256 steps of one width, as in matplotlib.
    const index = Math.min(255, Math.max(0, Math.floor(share * 256)));
    for (let k = 0; k < 3; k++) colours[3 * i + k] = table[3 * index + k];
  }
  return colours;
}
