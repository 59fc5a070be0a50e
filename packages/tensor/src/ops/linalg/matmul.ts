import { bind } from "../../arguments/bind.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { DTypeError, ShapeError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { callAs } from "../../op/callAs.js";
import { defineOp } from "../../op/op.js";
import { broadcastShapes, formatShape, numel } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { promoteOperands } from "../elementwise.js";

/** Batches of matrices: `[B, M, K] x [B, K, N] -> [B, M, N]`. */
const bmmOp = defineOp({
  name: "bmm",
  shape: ([a, b]) => {
    const [batch, rows] = (a as Tensor).shape;
    return [batch, rows, (b as Tensor).shape[2]];
  },
  forward: (kernels, [a, b]) => kernels.matmul(a as View, b as View),
  saves: { inputsPerRule: [[1], [0]] },
  grad: [(g, ctx) => g.bmm(ctx.input(1).transpose(1, 2)), (g, ctx) => ctx.input(0).transpose(1, 2).bmm(g)],
});

/** One product of two matrices, `[M, K] x [K, N] -> [M, N]`. */
const mmOp = defineOp({
  name: "mm",
  shape: ([a, b]) => [(a as Tensor).shape[0], (b as Tensor).shape[1]],
  forward: (kernels, [a, b]) => kernels.matmul(asBatch(a as View), asBatch(b as View)),
  saves: { inputsPerRule: [[1], [0]] },
  grad: [(g, ctx) => g.matmul(ctx.input(1).t()), (g, ctx) => ctx.input(0).t().matmul(g)],
});

/** A matrix as a batch of one. */
function asBatch({ buffer, shape, strides, offset, dtype }: View): View {
  return { buffer, shape: [1, shape[0], shape[1]], strides: [0, strides[0], strides[1]], offset, dtype };
}

const bmmSignature = defineSignature("bmm", required("x", aTensor), required("other", aTensor));
const matmulSignature = defineSignature("matmul", required("x", aTensor), required("other", aTensor));

/**
 * The product of two batches of matrices, `[B, M, K] x [B, K, N] -> [B, M, N]`, without broadcasting.
 *
 * @throws {ShapeError} unless both have three dimensions, equal batches and a common inner size.
 * @throws {DTypeError} for two bool tensors.
 * @example
 * tensor([[[1, 2]]]).bmm(tensor([[[3], [4]]])); // => tensor([[[11.]]])
 * @see https://pytorch.org/docs/stable/generated/torch.bmm.html
 */
export function bmm(x: Tensor, other: Tensor): Tensor {
  [x, other] = bind(bmmSignature, arguments);
  return multiplyBatches("bmm", x, other);
}

/** {@link bmm} for an op of the given name, whose arguments are bound. */
export function multiplyBatches(op: string, x: Tensor, other: Tensor): Tensor {
  if (x.ndim !== 3 || other.ndim !== 3 || x.shape[0] !== other.shape[0] || x.shape[2] !== other.shape[1]) {
    throw new ShapeError(
      `${op}: expected shapes [B, M, K] and [B, K, N], got ${formatShape(x.shape)} and ${formatShape(other.shape)}`,
    );
  }
  requireNumbers(op, x, other);
  const [a, b] = promoteOperands(x, other);
  return callAs(op, () => apply(bmmOp, [a, b], undefined));
}

/** Counts of pairs that are both true would be no bools. */
function requireNumbers(op: string, x: Tensor, other: Tensor): void {
  if (x.dtype !== "bool" || other.dtype !== "bool") return;
  throw new DTypeError(`${op}: not defined for bool tensors; convert them with .to("int32") or .to("float32")`);
}

/**
 * The matrix product, in all of PyTorch's rank cases: vector · vector, matrix · vector, vector · matrix, matrix ·
 * matrix, and batches of matrices whose leading dimensions broadcast.
 *
 * Shapes: `[.., M, K] x [.., K, N] -> [.., M, N]`; a 1-d operand gets a dimension that is dropped afterwards.
 *
 * @throws {ShapeError} for a 0-d operand, or when the inner sizes differ.
 * @throws {DTypeError} for two bool tensors.
 * @throws {ValueError} for a sum of int32 products that int32 cannot hold.
 * @example
 * tensor([[1, 2], [3, 4]]).matmul(tensor([1, 1])); // => tensor([3., 7.])
 * @see https://pytorch.org/docs/stable/generated/torch.matmul.html
 */
export function matmul(x: Tensor, other: Tensor): Tensor {
  [x, other] = bind(matmulSignature, arguments);
  return multiply("matmul", x, other);
}

/** {@link matmul} for an op of the given name, whose arguments are bound. */
export function multiply(op: string, x: Tensor, other: Tensor): Tensor {
  const misfit = (): never => {
    throw new ShapeError(`${op}: shapes ${formatShape(x.shape)} and ${formatShape(other.shape)} cannot be multiplied`);
  };
  if (x.ndim === 0 || other.ndim === 0) misfit();
  const a = x.ndim === 1 ? x.unsqueeze(0) : x;
  const b = other.ndim === 1 ? other.unsqueeze(1) : other;
  if (a.shape[a.ndim - 1] !== b.shape[b.ndim - 2]) misfit();
  requireNumbers(op, a, b);
  let product: Tensor;
  if (b.ndim === 2) {
    const [left, right] = promoteOperands(a, b) as [Tensor, Tensor];
    // The rows of all batches form one tall matrix.
    const lead = a.shape.slice(0, -1);
    const rows = a.ndim === 2 ? left : left.reshape(numel(lead), b.shape[0]);
    product = callAs(op, () => apply(mmOp, [rows, right], undefined));
    if (a.ndim > 2) product = product.reshape([...lead, b.shape[1]]);
  } else {
    product = multiplyBroadcast(op, a, b);
  }
  if (x.ndim === 1) product = product.squeeze(-2);
  return other.ndim === 1 ? product.squeeze(-1) : product;
}

/** Batches of matrices whose leading dimensions broadcast. */
function multiplyBroadcast(op: string, a: Tensor, b: Tensor): Tensor {
  const batch = broadcastShapes(op, a.shape.slice(0, -2), b.shape.slice(0, -2));
  const [m, k] = a.shape.slice(-2);
  const n = b.shape[b.ndim - 1];
  const count = numel(batch);
  const left = a.expand([...batch, m, k]).reshape(count, m, k);
  const right = b.expand([...batch, k, n]).reshape(count, k, n);
  return multiplyBatches(op, left, right).reshape([...batch, m, n]);
}
