import { FormatError } from "@lumbre/serialize";
import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature, optional, positional } from "@lumbre/tensor/engine";
import { asBytes, fileBytes } from "./bytes.js";
import { readJpeg } from "./jpeg/decodeJpeg.js";
import { isJpeg } from "./jpeg/header.js";
import { aReadMode, type ImageReadMode, type ReadImageOptions } from "./pixels.js";
import { isPng } from "./png/chunks.js";
import { readPng } from "./png/decodePng.js";

const signature = defineSignature(
  "decodeImage",
  positional("input", fileBytes),
  optional("mode", aReadMode, "UNCHANGED"),
);

/**
 * Reads the contents of a PNG or JPEG file, whichever it is: see {@link decodePng} and {@link decodeJpeg}.
 *
 * Shapes: uint8 [C, H, W].
 *
 * @param input The contents of the file: a Uint8Array, such as what Node's `readFile` gives, or an ArrayBuffer.
 * @param mode The channels: "UNCHANGED", "GRAY", "GRAY_ALPHA", "RGB" or "RGB_ALPHA". Default "UNCHANGED".
 * @throws {FormatError} for bytes that are no whole PNG or JPEG file.
 * @example
 * const bytes = encodePng(tensor([[[0, 128], [255, 64]]], { dtype: "uint8" }));
 * const image = await decodeImage(bytes, { mode: "RGB" });
 * image.shape; // => [3, 2, 2]
 * @see https://pytorch.org/vision/stable/generated/torchvision.io.decode_image.html
 */
export async function decodeImage(
  input: Uint8Array | ArrayBuffer,
  mode?: ImageReadMode | ReadImageOptions,
): Promise<Tensor> {
  const [given, channels] = bind(signature, arguments);
  return readImageOf(signature.op, asBytes(given), channels);
}

/** {@link decodeImage}, whose errors name another function. */
export async function readImageOf(op: string, bytes: Uint8Array, mode: ImageReadMode): Promise<Tensor> {
  if (isPng(bytes)) return readPng(op, bytes, mode);
  if (isJpeg(bytes)) return readJpeg(op, bytes, mode);
  throw new FormatError(`${op}: the bytes start neither as a PNG nor as a JPEG file does`);
}
