import { formatShape, ShapeError, type Tensor } from "@lumbre/tensor";

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
