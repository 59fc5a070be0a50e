import { bind } from "../../arguments/bind.js";
import { nullable } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { isFloat } from "../../dtype.js";
import { ShapeError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { callAs } from "../../op/callAs.js";
import { defineOp, type KernelOp } from "../../op/op.js";
import { formatShape, numel } from "../../shape.js";
import { requireTensor, type Tensor } from "../../tensor.js";
import { reluInputGrad } from "../activation/relu.js";

/** `x [M, K], weight [N, K], bias [N] -> [M, N]`. */
function defineLinear(name: string, relu: boolean): KernelOp<undefined> {
  return defineOp({
    name,
    shape: ([x, weight]) => [(x as Tensor).shape[0], (weight as Tensor).shape[0]],
    forward: (kernels, [x, weight, bias]) =>
      kernels.linear(x as View, weight as View, (bias as View | undefined) ?? null, relu),
    saves: { inputsPerRule: [[1], [0], []], output: relu },
    shared: (g, ctx) => [relu ? reluInputGrad(g, ctx.output()) : g],
    grad: [
      (_, ctx, __, [g]) => g.matmul(ctx.input(1)),
      (_, ctx, __, [g]) => g.t().matmul(ctx.input(0)),
      (_, __, ___, [g]) => g.sum(0),
    ],
  });
}

/** PyTorch's name, for a linear layer with bias. */
const linearOp = defineLinear("addmm", false);
const linearReluOp = defineLinear("linearRelu", true);

/** The op, or null for operands that need more than that: to be promoted, stretched, or to lose a dimension. */
function applyLinear(op: KernelOp<undefined>, x: Tensor, weight: Tensor, bias: Tensor | null): Tensor | null {
  const operands = bias === null ? [x, weight] : [x, weight, bias];
  if (weight.ndim !== 2) return null;
  if (bias !== null && (bias.ndim !== 1 || bias.shape[0] !== weight.shape[0])) return null;
  if (!isFloat(x.dtype) || operands.some(({ dtype }) => dtype !== x.dtype)) return null;
  if (x.ndim === 2) return apply(op, operands, undefined);
  const lead = x.shape.slice(0, -1);
  const rows = x.reshape(numel(lead), x.shape[x.ndim - 1]);
  return apply(op, [rows, ...operands.slice(1)], undefined).reshape([...lead, weight.shape[0]]);
}

function checkFeatures(x: Tensor, weight: Tensor): void {
  const inFeatures = weight.shape[weight.ndim - 1];
  if (x.ndim > 0 && x.shape[x.ndim - 1] === inFeatures) return;
  const isImage = x.ndim > 2 && numel(x.shape.slice(1)) === inFeatures;
  throw new ShapeError(
    `linear: input ${formatShape(x.shape)} has ${x.shape[x.ndim - 1] ?? "no"} features, weight ${formatShape(weight.shape)} expects ${inFeatures}${isImage ? "; write x.flatten(1)" : ""}`,
  );
}

const signature = defineSignature(
  "linear",
  required("x", aTensor),
  required("weight", aTensor),
  optional("bias", nullable(aTensor), null),
);

/**
 * `x Wᵀ + b`.
 *
 * Shapes: x [.., in], weight [out, in] or [in], bias [out] -> [.., out].
 *
 * @param bias Added to the product; null is none. Default null.
 * @throws {ShapeError} when the sizes of x and weight do not agree.
 * @example
 * linear(tensor([1, 2]), tensor([[3, 4]]), tensor([5])); // => tensor([16.])
 * linear(tensor([1, 2]), tensor([[3, 4]]), { bias: tensor([5]) }); // => tensor([16.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.linear.html
 */
export function linear(x: Tensor, weight: Tensor, bias?: Tensor | null | { readonly bias?: Tensor | null }): Tensor {
  const [input, matrix, added] = bind(signature, arguments);
  checkFeatures(input, matrix);
  if (added !== null) {
    const result = applyLinear(linearOp, input, matrix, added);
    if (result !== null) return result;
  }
  return callAs("linear", () => {
    const product = input.matmul(matrix.t());
    return added === null ? product : product.add(added);
  });
}

/**
 * `relu(linear(x, weight, bias))`, in one kernel where the device's backend has it; `nn.Sequential` calls this.
 *
 * Shapes and errors: as for {@link linear}.
 *
 * @example
 * linearRelu(tensor([1, 2]), tensor([[3, 4], [-3, -4]]), tensor([5, 5])); // => tensor([16.,  0.])
 * @see https://pytorch.org/docs/stable/generated/torch.ao.nn.intrinsic.LinearReLU.html
 */
export function linearRelu(x: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  requireTensor("linear", x);
  checkFeatures(x, weight);
  return applyLinear(linearReluOp, x, weight, bias) ?? linear(x, weight, bias).relu();
}
