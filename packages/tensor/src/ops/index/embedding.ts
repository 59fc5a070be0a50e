import { requireIndex } from "../../dtype.js";
import { IndexError, ShapeError } from "../../errors.js";
import { formatShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

/** Options of {@link embedding}. */
export interface EmbeddingOptions {
  /** A row that gets no gradient; may count from the end. Default: none. */
  readonly paddingIdx?: number | null;
}

/**
 * Looks up rows of a table.
 *
 * Shapes: indices [..], weight [rows, width] -> [.., width].
 * @throws {ShapeError} unless the table has two dimensions.
 * @throws {IndexError} for an index or paddingIdx out of range.
 * @example
 * embedding(tensor([2, 0], { dtype: "int32" }), tensor([[1, 2], [3, 4], [5, 6]])); // => tensor([[5., 6.],
 * //            [1., 2.]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.embedding.html
 */
export function embedding(indices: Tensor, weight: Tensor, options: EmbeddingOptions = {}): Tensor {
  requireIndex("embedding", indices.dtype);
  if (weight.ndim !== 2) throw new ShapeError(`embedding: weight must be 2-d, got shape ${formatShape(weight.shape)}`);
  const [rows, width] = weight.shape;
  const paddingIdx = options.paddingIdx ?? null;
  const flat = indices.reshape(indices.numel());
  let picked = weight.indexSelect(0, flat);
  if (paddingIdx !== null) {
    if (!Number.isInteger(paddingIdx) || paddingIdx < -rows || paddingIdx >= rows) {
      throw new IndexError(`embedding: paddingIdx ${paddingIdx} must be within the table of ${rows} rows`);
    }
    const isPadding = flat.eq(paddingIdx < 0 ? paddingIdx + rows : paddingIdx).unsqueeze(1);
    // The same values, but those of the padding row are cut off from the graph.
    picked = picked.detach().where(isPadding, picked);
  }
  return picked.reshape([...indices.shape, width]);
}
