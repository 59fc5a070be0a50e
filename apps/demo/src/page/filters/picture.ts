/** A grey picture: a byte a pixel, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Longest side of a picture of one's own: enough to see edges, and computed at once. */
const largestSide = 320;

/** Size of a picture whose longer side is to fit. */
export function fitted(width: number, height: number, longest = largestSide): readonly [number, number] {
  const scale = Math.min(1, longest / Math.max(width, height));
  return [Math.max(3, Math.round(width * scale)), Math.max(3, Math.round(height * scale))];
}

/** Luma of each pixel (ITU-R BT.601), over white where it is transparent. */
export function toGrey(rgba: Uint8ClampedArray): Uint8Array {
  return Uint8Array.from({ length: rgba.length / 4 }, (_, i) => {
    const [r, g, b, alpha] = rgba.subarray(4 * i, 4 * i + 4);
    const luma = 0.299 * r + 0.587 * g + 0.114 * b;
    return Math.round(255 + ((luma - 255) * alpha) / 255);
  });
}

/** Reads any picture that the browser knows. @throws {DOMException} for a file that is none. */
export async function readPicture(blob: Blob): Promise<Picture> {
  const bitmap = await createImageBitmap(blob);
  const [width, height] = fitted(bitmap.width, bitmap.height);
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })!;
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return { width, height, pixels: toGrey(context.getImageData(0, 0, width, height).data) };
}
