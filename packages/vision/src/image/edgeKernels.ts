import { type Tensor, tensor } from "@lumbre/tensor";

/**
 * Three kernels made by hand, [3, 3], for {@link convolve2d}: each gives 0 where an image is even.
 *
 * - horizontal: the difference of the rows above and below (Prewitt's, without its division by 3): large at horizontal
 *   edges, positive where it gets brighter downwards (`conv2d`, which does not turn kernels, gives the opposite sign).
 * - vertical: the same of the columns left and right.
 * - all: eight times the pixel less its neighbours (Laplace's): large at edges of any direction, and at points.
 *
 * @example
 * edgeKernels.horizontal; // => tensor([[ 1.,  1.,  1.],
 * //         [ 0.,  0.,  0.],
 * //         [-1., -1., -1.]])
 * edgeKernels.all.sum().item(); // => 0
 * @see https://scikit-image.org/docs/stable/api/skimage.filters.html#skimage.filters.prewitt_h
 */
export const edgeKernels = {
  get horizontal(): Tensor {
    return tensor([
      [1, 1, 1],
      [0, 0, 0],
      [-1, -1, -1],
    ]);
  },
  get vertical(): Tensor {
    return tensor([
      [1, 0, -1],
      [1, 0, -1],
      [1, 0, -1],
    ]);
  },
  get all(): Tensor {
    return tensor([
      [-1, -1, -1],
      [-1, 8, -1],
      [-1, -1, -1],
    ]);
  },
};
