import { FormatError } from "@lumbre/serialize";
import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature, optional, positional } from "@lumbre/tensor/engine";
import { asBytes, fileBytes } from "../bytes.js";
import { hasFileSystem } from "../host.js";
import { aReadMode, type ImageReadMode, type Pixels, type ReadImageOptions, toTensor } from "../pixels.js";
import { decodeWithBitmap } from "./bitmap.js";
import { asComponents, isJpeg, type JpegHeader, readHeader } from "./header.js";
import { decodeWithWasm } from "./wasm.js";

const signature = defineSignature(
  "decodeJpeg",
  positional("input", fileBytes),
  optional("mode", aReadMode, "UNCHANGED"),
);

/**
 * Reads a JPEG file, baseline or progressive, of grey or colour. In Node the pixels are libjpeg's, and so torchvision's;
 * in a page the browser decodes. As in torchvision, the pixels are as the file has them: how the camera was held (EXIF's
 * orientation) and colour profiles are not looked at.
 *
 * Shapes: uint8 [C, H, W].
 *
 * @param input The contents of the file: a Uint8Array, such as what Node's `readFile` gives, or an ArrayBuffer.
 * @param mode The channels: "UNCHANGED", "GRAY", "GRAY_ALPHA", "RGB" or "RGB_ALPHA". Grey is the file's luminance.
 *   Default "UNCHANGED".
 * @throws {FormatError} for bytes that are no whole JPEG file, and for one of inks (CMYK) or of 12 bits.
 * @example
 * // no-run: it reads a file
 * const image = await decodeJpeg(await readFile("dog.jpg"), { mode: "RGB" });
 * image.shape; // => [3, 213, 320]
 * @see https://pytorch.org/vision/stable/generated/torchvision.io.decode_jpeg.html
 */
export async function decodeJpeg(
  input: Uint8Array | ArrayBuffer,
  mode?: ImageReadMode | ReadImageOptions,
): Promise<Tensor> {
  const [given, channels] = bind(signature, arguments);
  return readJpeg(signature.op, asBytes(given), channels);
}

/** {@link decodeJpeg}, whose errors name another function. */
export async function readJpeg(op: string, bytes: Uint8Array, mode: ImageReadMode): Promise<Tensor> {
  if (!isJpeg(bytes)) throw new FormatError(`${op}: the bytes do not start as a JPEG file does`);
  const header = readHeader(op, bytes);
  const own = header.components;
  if (!hasFileSystem()) return toTensor(checked(op, await decodeWithBitmap(op, header.plain), header), mode, own);
  const isGrey = mode === "GRAY" || mode === "GRAY_ALPHA";
  const pixels = await decodeWithWasm(op, isGrey && own === 3 ? asComponents(header.plain) : header.plain);
  return toTensor(isGrey || own === 1 ? firstOf(checked(op, pixels, header)) : checked(op, pixels, header), mode, own);
}

function checked(op: string, pixels: Pixels, { width, height }: JpegHeader): Pixels {
  if (pixels.width === width && pixels.height === height) return pixels;
  throw new FormatError(
    `${op}: the header says ${width} x ${height} pixels, the image has ${pixels.width} x ${pixels.height}`,
  );
}

/** The first of four channels: the luminance. */
function firstOf({ data, width, height }: Pixels): Pixels {
  const grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i++) grey[i] = data[4 * i];
  return { data: grey, channels: 1, width, height };
}
