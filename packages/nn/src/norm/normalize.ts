import type { Tensor } from "@lumbre/tensor";

/**
 * Divides by the p-norm along a dimension, or by eps where that is larger.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.normalize.html
 */
export function normalize(
  x: Tensor,
  options: { readonly p?: number; readonly dim?: number; readonly eps?: number } = {},
): Tensor {
  const { p = 2, dim = 1, eps = 1e-12 } = options;
  return x.div(x.norm(p, dim, { keepDim: true }).clampMin(eps));
}
