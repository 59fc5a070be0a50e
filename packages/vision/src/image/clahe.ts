// Contrast limited adaptive histogram equalization of integers from 0 to 2^14 - 1, step by step as skimage takes it, so
// that its roundings are the same.

/** Grey levels that are told apart. */
export const levels = 2 ** 14;

/** How an image is cut into tiles. */
export interface Tiling {
  readonly height: number;
  readonly width: number;
  readonly tileHeight: number;
  readonly tileWidth: number;
}

/**
 * Maps each pixel by the histograms of the four tiles around it, each the more the nearer its middle is.
 *
 * @param values The levels of the pixels, row by row.
 * @param clipLimit The share of a tile's pixels that a bin may hold; 0 for all.
 */
export function clahe(values: Uint16Array, tiling: Tiling, clipLimit: number, nbins: number): Uint16Array {
  const { height, width, tileHeight, tileWidth } = tiling;
  const binSize = 1 + Math.floor(levels / nbins);
  const bins = values.map((value) => Math.floor(value / binSize));
  const across = Math.ceil(width / tileWidth);
  const maps = mapsOf(bins, tiling, clipLimit, Math.max(nbins, Math.ceil(levels / binSize)));
  const last = { y: maps.length / across - 1, x: across - 1 };
  const out = new Uint16Array(values.length);
  for (let y = 0; y < height; y++) {
    const [top, below, fy] = neighbours(y, tileHeight, last.y);
    for (let x = 0; x < width; x++) {
      const [left, right, fx] = neighbours(x, tileWidth, last.x);
      const bin = bins[y * width + x];
      const at = (row: number, column: number, share: number): number =>
        Math.fround(maps[row * across + column][bin] * share);
      let sum = at(top, left, (1 - fx) * (1 - fy));
      sum = Math.fround(sum + at(top, right, fx * (1 - fy)));
      sum = Math.fround(sum + at(below, left, (1 - fx) * fy));
      out[y * width + x] = Math.fround(sum + at(below, right, fx * fy));
    }
  }
  return out;
}

/** The tiles before and after an index, and how far it is from the middle of the one before, in tiles. */
function neighbours(i: number, tile: number, last: number): readonly [number, number, number] {
  const shifted = i + (tile >> 1);
  const block = Math.floor(shifted / tile);
  return [Math.max(0, block - 1), Math.min(last, block), (shifted % tile) / tile];
}

/** Where the bins of each tile are mapped to. Past the right and lower edges the image is mirrored. */
function mapsOf(bins: Uint16Array, tiling: Tiling, clipLimit: number, count: number): Int32Array[] {
  const { height, width, tileHeight, tileWidth } = tiling;
  const pixels = tileHeight * tileWidth;
  const limit = clipLimit > 0 ? Math.max(1, Math.floor(clipLimit * pixels)) : pixels;
  const maps: Int32Array[] = [];
  for (let top = 0; top < height; top += tileHeight) {
    for (let left = 0; left < width; left += tileWidth) {
      const histogram = new Int32Array(count);
      for (let y = top; y < top + tileHeight; y++) {
        const row = mirrored(y, height) * width;
        for (let x = left; x < left + tileWidth; x++) histogram[bins[row + mirrored(x, width)]]++;
      }
      clip(histogram, limit);
      maps.push(mapOf(histogram, pixels));
    }
  }
  return maps;
}

/** The index of an image, mirrored at its ends, which are not repeated. */
function mirrored(i: number, size: number): number {
  if (size === 1) return 0;
  const j = i % (2 * size - 2);
  return j < size ? j : 2 * size - 2 - j;
}

/** Cuts off what bins hold above the limit and shares it out among the others. */
function clip(histogram: Int32Array, limit: number): void {
  let excess = 0;
  for (const [i, held] of histogram.entries()) {
    if (held <= limit) continue;
    excess += held - limit;
    histogram[i] = limit;
  }
  const increment = Math.floor(excess / histogram.length);
  const upper = limit - increment;
  for (const [i, held] of histogram.entries()) {
    const raised = held < upper ? held + increment : held;
    // skimage fills a bin up that comes near to the limit only by its increment, too.
    histogram[i] = raised >= upper ? limit : raised;
    excess -= histogram[i] - held;
  }
  shareOut(histogram, limit, excess);
}

/** Shares out one by one, over bins at equal distances, as long as there are bins below the limit. */
function shareOut(histogram: Int32Array, limit: number, excess: number): void {
  for (let before = Number.NaN; excess > 0 && before !== excess; ) {
    before = excess;
    for (let start = 0; start < histogram.length && excess > 0; start++) {
      const below = histogram.reduce((sum, held) => sum + (held < limit ? 1 : 0), 0);
      const step = Math.max(1, Math.floor(below / excess));
      for (let i = start; i < histogram.length; i += step) {
        if (histogram[i] >= limit) continue;
        histogram[i]++;
        excess--;
      }
    }
  }
}

function mapOf(histogram: Int32Array, pixels: number): Int32Array {
  const factor = (levels - 1) / pixels;
  let sum = 0;
  return histogram.map((held) => {
    sum += held;
    return Math.min(sum * factor, levels - 1);
  });
}
