// A page's own decoder.
import { FormatError } from "@lumbre/serialize";
import type { Pixels } from "../pixels.js";

/** @throws {FormatError} for what the browser does not read. */
export async function decodeWithBitmap(op: string, bytes: Uint8Array<ArrayBuffer>): Promise<Pixels> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }), {
      colorSpaceConversion: "none",
      premultiplyAlpha: "none",
    });
  } catch (cause) {
    throw new FormatError(`${op}: the file is cut or damaged`, { cause });
  }
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d") as OffscreenCanvasRenderingContext2D;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { data: context.getImageData(0, 0, width, height).data, channels: 4, width, height };
}
