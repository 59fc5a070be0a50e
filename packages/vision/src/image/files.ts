// Images in files, for Node.

import { readFile } from "node:fs/promises";
import { FormatError } from "@lumbre/serialize";
import { aFilePath, type FilePath, writeWhole } from "@lumbre/serialize/node";
import { DTypeError, type Tensor, ValueError } from "@lumbre/tensor";
import { aString, aTensor, bind, defineSignature, isFloat, nullable, optional, required } from "@lumbre/tensor/engine";
import { readImageOf } from "./decodeImage.js";
import { gridOf, gridOptions, type Images, images, type MakeGridOptions } from "./grid.js";
import { aReadMode, type ImageReadMode, type ReadImageOptions } from "./pixels.js";
import { aCompressionLevel, type EncodePngOptions, pngOf } from "./png/encodePng.js";

const readSignature = defineSignature(
  "readImage",
  required("path", aFilePath),
  optional("mode", aReadMode, "UNCHANGED"),
);

/**
 * Reads a PNG or JPEG file.
 *
 * Shapes: uint8 [C, H, W].
 *
 * @param path The file.
 * @param mode The channels: "UNCHANGED", "GRAY", "GRAY_ALPHA", "RGB" or "RGB_ALPHA". Default "UNCHANGED".
 * @throws {FormatError} for a file that is no whole PNG or JPEG file; the message names it. What the system says of a
 *   file that cannot be read is thrown as it is.
 * @example
 * // no-run: it reads a file
 * const image = await readImage("dog.jpg", { mode: "RGB" });
 * image.shape; // => [3, 213, 320]
 * @see https://pytorch.org/vision/stable/generated/torchvision.io.read_image.html
 */
export async function readImage(path: FilePath, mode?: ImageReadMode | ReadImageOptions): Promise<Tensor> {
  const [file, channels] = bind(readSignature, arguments);
  const { op } = readSignature;
  const bytes = await readFile(file);
  try {
    return await readImageOf(op, bytes, channels);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new FormatError(`${op}: ${String(file)}: ${error.message.slice(op.length + 2)}`, { cause: error });
  }
}

const writeSignature = defineSignature(
  "writePng",
  required("input", aTensor),
  required("filename", aFilePath),
  optional("compressionLevel", aCompressionLevel, 6),
);

/**
 * Writes an image to a PNG file.
 *
 * Shapes: uint8 [C, H, W] with 1 to 4 channels, or [H, W].
 *
 * @param input The image.
 * @param filename The file, which is made or replaced.
 * @param compressionLevel How hard to compress: from 0, not at all, to 9, slowly. Default 6.
 * @throws {DTypeError} for other elements than uint8.
 * @throws {ShapeError} for another shape. What the system says of a file that cannot be written is thrown as it is.
 * @example
 * // no-run: it writes a file
 * writePng(image, "edges.png");
 * @see https://pytorch.org/vision/stable/generated/torchvision.io.write_png.html
 */
export function writePng(input: Tensor, filename: FilePath, compressionLevel?: number | EncodePngOptions): void {
  const [x, file, level] = bind(writeSignature, arguments);
  writeWhole(file, pngOf(writeSignature.op, x, level));
}

/** Options of {@link saveImage}: the format, and those of {@link makeGrid}. */
export interface SaveImageOptions extends MakeGridOptions {
  /** "png", whatever the file is called. Default: by the file's name. */
  readonly format?: string | null;
}

const saveSignature = defineSignature(
  "saveImage",
  required("tensor", images),
  required("fp", aFilePath),
  optional("format", nullable(aString), null),
  ...gridOptions,
);

/**
 * Writes an image, or a grid of several as {@link makeGrid} lays them out, to a PNG file. Values from 0 to 1 become
 * 0 to 255, rounded; what lies outside is clipped. uint8 is written as it is.
 *
 * Shapes: [C, H, W], [H, W], [N, C, H, W], or a list of [C, H, W] of one size.
 *
 * @param tensor The images.
 * @param fp The file, which is made or replaced.
 * @param format "png", whatever the file is called. Default: by the file's name.
 * @param options.nrow Images in each row. Default 8.
 * @param options.padding Pixels between the images and around them. Default 2.
 * @param options.normalize True to bring the values into the range from 0 to 1. Default false.
 * @param options.valueRange What becomes 0 and 1 when normalizing. Default: the smallest and the largest value.
 * @param options.scaleEach True to normalize each image by its own values. Default false.
 * @param options.padValue The value of the pixels between images. Default 0.
 * @throws {ShapeError} for tensors of other shapes.
 * @throws {DTypeError} for int32 and bool.
 * @throws {ValueError} for another format than PNG.
 * @example
 * // no-run: it writes a file
 * saveImage(batch, "digits.png", { nrow: 10 });
 * @see https://pytorch.org/vision/stable/generated/torchvision.utils.save_image.html
 */
export function saveImage(
  tensor: Images,
  fp: FilePath,
  format?: string | null | SaveImageOptions,
  options?: MakeGridOptions,
): void {
  const [given, file, kind, ...grid] = bind(saveSignature, arguments);
  const { op } = saveSignature;
  const wanted = (kind ?? /\.([^./\\]+)$/.exec(String(file))?.[1] ?? "png").toLowerCase();
  if (wanted !== "png") throw new ValueError(`${op}: ${JSON.stringify(wanted)} is not written; name the file .png`);
  writeWhole(file, pngOf(op, toBytes(op, gridOf(op, given, ...grid)), 6));
}

function toBytes(op: string, x: Tensor): Tensor {
  if (x.dtype === "uint8") return x;
  if (!isFloat(x.dtype)) throw new DTypeError(`${op}: expected floats from 0 to 1 or uint8, got ${x.dtype}`);
  return x.mul(255).add(0.5).clamp(0, 255).to("uint8");
}
