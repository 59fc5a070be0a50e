import { type Tensor, tensor } from "@lumbre/tensor";

/**
 * Bilinear interpolation of images to another size, pixels being areas (PyTorch's `alignCorners: false`): a matrix for
 * the rows and one for the columns.
 *
 * Shapes: x [N, h, w] -> [N, height, width].
 */
export function interpolate(x: Tensor, height: number, width: number): Tensor {
  const [, h, w] = x.shape;
  const matrix = (from: number, to: number): Tensor =>
    tensor(linearWeights(from, to), { dtype: x.dtype, device: x.device });
  return matrix(h, height).matmul(x).matmul(matrix(w, width).t());
}

/** A row for each of the `to` pixels: the weights of the one or two of the `from` pixels that it lies between. */
function linearWeights(from: number, to: number): number[][] {
  return Array.from({ length: to }, (_, i) => {
    const row = new Array<number>(from).fill(0);
    const center = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const low = Math.floor(center);
    row[low] = 1 - (center - low);
    if (low + 1 < from) row[low + 1] = center - low;
    return row;
  });
}
