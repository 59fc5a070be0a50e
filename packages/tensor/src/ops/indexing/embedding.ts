import { bind } from "../../arguments/bind.js";
import { anInteger, nullable } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { ShapeError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { defineOp } from "../../op/op.js";
import { formatShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { resolveIndex } from "../view/slice.js";
import { addToZeros } from "./gather.js";
import { checkPositions } from "./positions.js";

interface EmbeddingAttributes {
  /** -1: no row is padding. */
  readonly paddingIdx: number;
}

/** Rows of a table by a 1-d index. The index comes second, as in `gather`, whose kernel it is. */
const embeddingOp = defineOp<EmbeddingAttributes>({
  name: "embedding",
  shape: ([weight, index]) => [(index as Tensor).numel(), (weight as Tensor).shape[1]],
  forward: (kernels, [weight, input], _, shape) => {
    const index = input as View;
    return kernels.gather(weight as View, 0, { ...rowsOf(index), shape });
  },
  saves: { inputs: [1] },
  grad: [
    (g, ctx) => {
      const index = ctx.input(1).unsqueeze(1);
      const { paddingIdx } = ctx.attributes;
      const kept = paddingIdx < 0 ? g : g.maskedFill(index.eq(paddingIdx), 0);
      return addToZeros(ctx.inputShape(0), 0, index.expand([...g.shape]), kept);
    },
    null,
  ],
});

/** A 1-d index seen as a matrix of as many columns as one likes, all alike. */
function rowsOf({ buffer, strides, offset, dtype }: View): Omit<View, "shape"> {
  return { buffer, strides: [strides[0], 0], offset, dtype };
}

const embeddingSignature = defineSignature(
  "embedding",
  required("x", aTensor),
  required("weight", aTensor),
  optional("paddingIdx", nullable(anInteger), null),
);

/** Options of {@link embedding}. */
export interface EmbeddingOptions {
  /** A row that gets no gradient; may count from the end; null: none. Default null. */
  readonly paddingIdx?: number | null;
}

/**
 * Looks up rows of a table.
 *
 * Shapes: x [..], weight [rows, width] -> [.., width].
 *
 * @param x int32 indices, each from 0 to rows - 1.
 * @param weight The table, one row for each index.
 * @param paddingIdx A row that gets no gradient; may count from the end; null: none. Default null.
 * @throws {ShapeError} unless the table has two dimensions.
 * @throws {DTypeError} for indices that are no integers.
 * @throws {IndexError} for an index or paddingIdx out of range.
 * @example
 * embedding(tensor([2, 0], { dtype: "int32" }), tensor([[1, 2], [3, 4], [5, 6]])); // => tensor([[5., 6.],
 * //            [1., 2.]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.embedding.html
 */
export function embedding(x: Tensor, weight: Tensor, paddingIdx?: number | null | EmbeddingOptions): Tensor {
  [x, weight, paddingIdx] = bind(embeddingSignature, arguments);
  if (weight.ndim !== 2) {
    throw new ShapeError(`embedding: weight must be a matrix, got shape ${formatShape(weight.shape)}`);
  }
  const [rows, width] = weight.shape;
  const padding = paddingIdx === null ? -1 : resolveIndex("embedding: paddingIdx", paddingIdx, 0, rows);
  checkPositions("embedding", x, 0, rows);
  const flat = x.reshape(x.numel());
  return apply(embeddingOp, [weight, flat], { paddingIdx: padding }).reshape([...x.shape, width]);
}
