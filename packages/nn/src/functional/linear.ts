import { formatShape, requireTensor, ShapeError, type Tensor } from "@lumbre/tensor";

/**
 * `x Wᵀ + b`.
 *
 * Shapes: x [.., in], weight [out, in] or [in], bias [out] -> [.., out].
 * @throws {ShapeError} when the sizes of x and weight do not agree.
 * @example
 * functional.linear(tensor([1, 2]), tensor([[3, 4]]), tensor([5])); // => tensor([16.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.linear.html
 */
export function linear(x: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  requireTensor("linear", x);
  const inFeatures = weight.shape[weight.ndim - 1];
  if (x.ndim === 0 || x.shape[x.ndim - 1] !== inFeatures) {
    throw new ShapeError(
      `linear: input ${formatShape(x.shape)} has ${x.shape[x.ndim - 1] ?? "no"} features, weight ${formatShape(weight.shape)} expects ${inFeatures}`,
    );
  }
  const product = x.matmul(weight.t());
  return bias === null ? product : product.add(bias);
}

/**
 * `x1ᵀ W x2 + b`, for each output.
 *
 * Shapes: x1 [.., in1], x2 [.., in2], weight [out, in1, in2], bias [out] -> [.., out].
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.bilinear.html
 */
export function bilinear(x1: Tensor, x2: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  const [out, in1, in2] = weight.shape;
  if (x1.shape[x1.ndim - 1] !== in1 || x2.shape[x2.ndim - 1] !== in2) {
    throw new ShapeError(
      `bilinear: inputs ${formatShape(x1.shape)} and ${formatShape(x2.shape)} do not fit weight ${formatShape(weight.shape)}`,
    );
  }
  const rows = x1.reshape(-1, in1);
  const products = rows.matmul(weight.permute(1, 0, 2).reshape(in1, out * in2)).view(-1, out, in2);
  const result = products
    .mul(x2.reshape(-1, 1, in2))
    .sum(2)
    .reshape([...x1.shape.slice(0, -1), out]);
  return bias === null ? result : result.add(bias);
}
