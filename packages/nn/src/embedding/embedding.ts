import { noGrad } from "@lumbre/autograd";
import { embedding, empty, type Tensor, ValueError } from "@lumbre/tensor";
import { normal_ } from "../init.js";
import { requireCount } from "../module/checks.js";
import { Module } from "../module/module.js";
import { Parameter } from "../module/parameter.js";

/** Options of {@link Embedding}. */
export interface EmbeddingLayerOptions {
  /** A row that stays as it is, at first 0; may count from the end. Default: none. */
  readonly paddingIdx?: number | null;
}

/**
 * A table of learned vectors, looked up by number.
 *
 * Shapes: indices [..], int32 -> [.., embeddingDim]; weight [numEmbeddings, embeddingDim], at first normal.
 * @throws {ValueError} for a paddingIdx outside of the table.
 * @example
 * new nn.Embedding(10, 3)(tensor([1, 7], { dtype: "int32" })).shape; // => [2, 3]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Embedding.html
 */
export class Embedding extends Module<[indices: Tensor], Tensor> {
  weight: Parameter;
  readonly paddingIdx: number | null;

  constructor(
    readonly numEmbeddings: number,
    readonly embeddingDim: number,
    options: EmbeddingLayerOptions = {},
  ) {
    super();
    requireCount("Embedding", "numEmbeddings", numEmbeddings, 1);
    requireCount("Embedding", "embeddingDim", embeddingDim, 1);
    const given = options.paddingIdx ?? null;
    if (given !== null && !(Number.isInteger(given) && given >= -numEmbeddings && given < numEmbeddings)) {
      throw new ValueError(`Embedding: paddingIdx ${given} must be within numEmbeddings ${numEmbeddings}`);
    }
    this.paddingIdx = given !== null && given < 0 ? given + numEmbeddings : given;
    this.weight = new Parameter(empty(numEmbeddings, embeddingDim));
    normal_(this.weight);
    if (this.paddingIdx !== null) {
      const row = this.paddingIdx;
      noGrad(() => this.weight.select(0, row).fill_(0));
    }
  }

  forward(indices: Tensor): Tensor {
    return embedding(indices, this.weight, { paddingIdx: this.paddingIdx });
  }

  override extraRepr(): string {
    const padding = this.paddingIdx === null ? "" : `, padding_idx=${this.paddingIdx}`;
    return `${this.numEmbeddings}, ${this.embeddingDim}${padding}`;
  }
}
