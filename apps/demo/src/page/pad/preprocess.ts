import { imageSize, pixelsPerImage } from "../../protocol.js";

/** The longer side of a digit in MNIST's images. */
const digitSize = 20;

/** Ink below it is the soft rim of a stroke, and does not count for the digit's extent. */
const threshold = 32;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * A drawing as an image of MNIST: cropped, the longer side scaled to 20 pixels with smoothing, and placed in 28 x 28 by
 * its centre of mass. Null where nothing is drawn.
 *
 * @param ink A byte a pixel, row by row: 0 is paper, 255 is ink.
 */
export function preprocess(ink: ArrayLike<number>, width: number, height: number): Uint8Array | null {
  const box = extentOf(ink, width, height);
  if (box === null) return null;
  const size = Math.max(box.right - box.left, box.bottom - box.top) / digitSize;
  const mass = centreOfMass(ink, width, box);
  const columns = samples(width, size, corner(mass.x, box.left, box.right, size));
  const rows = samples(height, size, corner(mass.y, box.top, box.bottom, size));
  return average(ink, width, height, columns, rows);
}

/** The bounds of the ink, right and bottom exclusive. */
function extentOf(ink: ArrayLike<number>, width: number, height: number): Box | null {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (ink[y * width + x] < threshold) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = y + 1;
    }
  }
  return right > left ? { left, top, right, bottom } : null;
}

function centreOfMass(ink: ArrayLike<number>, width: number, { left, top, right, bottom }: Box) {
  let [sum, x, y] = [0, 0, 0];
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const mass = ink[row * width + column];
      sum += mass;
      x += mass * (column + 0.5);
      y += mass * (row + 0.5);
    }
  }
  return { x: x / sum, y: y / sum };
}

/** The drawing's coordinate at the image's edge, so that the centre of mass is in the middle, and nothing is cut off. */
function corner(mass: number, low: number, high: number, size: number): number {
  const extent = imageSize * size;
  return Math.min(Math.max(mass - extent / 2, high - extent), low);
}

/** The pixels of the drawing along one dimension that one pixel of the image covers, each with its share. */
interface Sample {
  readonly first: number;
  readonly weights: readonly number[];
}

function samples(length: number, size: number, start: number): Sample[] {
  return Array.from({ length: imageSize }, (_, i) => {
    const low = Math.min(Math.max(start + i * size, 0), length);
    const high = Math.min(Math.max(start + (i + 1) * size, 0), length);
    const first = Math.floor(low);
    const count = Math.max(Math.ceil(high) - first, 0);
    const covered = (k: number): number => Math.min(high, first + k + 1) - Math.max(low, first + k);
    return { first, weights: Array.from({ length: count }, (_, k) => covered(k) / size) };
  });
}

/** The mean of what each pixel of the image covers: along rows, then along columns. */
function average(
  ink: ArrayLike<number>,
  width: number,
  height: number,
  columns: readonly Sample[],
  rows: readonly Sample[],
): Uint8Array {
  const narrowed = new Float64Array(height * imageSize);
  for (let y = 0; y < height; y++) {
    for (const [x, { first, weights }] of columns.entries()) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k] * ink[y * width + first + k];
      narrowed[y * imageSize + x] = sum;
    }
  }
  const image = new Uint8Array(pixelsPerImage);
  for (const [y, { first, weights }] of rows.entries()) {
    for (let x = 0; x < imageSize; x++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k] * narrowed[(first + k) * imageSize + x];
      image[y * imageSize + x] = Math.round(sum);
    }
  }
  return image;
}
