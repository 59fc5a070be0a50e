// Pictures of tensors.
import { DTypeError, ShapeError, type Tensor } from "@lumbre/tensor";
import { formatShape, isFloat } from "@lumbre/tensor/engine";
import { channelDimOf } from "../convert.js";
import { pngFile } from "../png/encodePng.js";
import type { Picture } from "./canvas.js";
import { type ColorMapName, coloursOf } from "./colorMap.js";

/** How values become colours. */
export interface Colouring {
  readonly cmap: ColorMapName;
  readonly vmin: number | null;
  readonly vmax: number | null;
}

/**
 * The picture of an image [H, W], or [C, H, W] or [H, W, C] with 1, 3 or 4 channels. One channel goes through a colour
 * map; of three, floats are from 0 to 1; a fourth lets white through.
 */
export async function pictureOf(op: string, x: Tensor, colouring: Colouring): Promise<Picture> {
  if (x.numel() === 0 || x.ndim < 2 || x.ndim > 3) {
    throw new ShapeError(`${op}: expected an image [H, W], [C, H, W] or [H, W, C], got ${formatShape(x.shape)}`);
  }
  const image = x.detach();
  if (image.ndim === 2) return mapped(op, image, colouring);
  // Of an image of one pixel's height or width, channels come first.
  const dim = [1, 3, 4].includes(x.shape[0]) ? 0 : channelDimOf(op, x, null, [1, 3, 4]);
  if (x.shape[dim] === 1) return mapped(op, image.squeeze(dim), colouring);
  return coloured(op, dim === 0 ? image.permute(1, 2, 0).contiguous() : image);
}

async function mapped(op: string, x: Tensor, { cmap, vmin, vmax }: Colouring): Promise<Picture> {
  const [height, width] = x.shape;
  return { data: coloursOf(op, await x.read(), cmap, vmin, vmax), width, height };
}

async function coloured(op: string, x: Tensor): Promise<Picture> {
  if (x.dtype !== "uint8" && !isFloat(x.dtype)) {
    throw new DTypeError(`${op}: expected colours as uint8, or floats from 0 to 1, got ${x.dtype}`);
  }
  const [height, width, channels] = x.shape;
  const values = await x.read();
  const factor = x.dtype === "uint8" ? 1 : 255;
  const data = new Uint8Array(3 * height * width);
  for (let i = 0; i < height * width; i++) {
    const alpha = channels === 4 ? (values[4 * i + 3] * factor) / 255 : 1;
    for (let k = 0; k < 3; k++) {
      const value = values[channels * i + k] * factor * alpha + 255 * (1 - alpha);
      data[3 * i + k] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
  return { data, width, height };
}

/** The contents of a PNG file of a picture. */
export function pngOfPicture({ data, width, height }: Picture): Uint8Array<ArrayBuffer> {
  const size = width * height;
  const planes = new Uint8Array(3 * size);
  for (let i = 0; i < size; i++) for (let k = 0; k < 3; k++) planes[k * size + i] = data[3 * i + k];
  return pngFile(planes, 3, height, width, 6);
}
