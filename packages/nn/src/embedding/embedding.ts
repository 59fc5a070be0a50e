import { noGrad } from "@lumbre/autograd";
import { embedding, empty, type Tensor, ValueError } from "@lumbre/tensor";
import { anInteger, anIntegerFrom, bind, defineSignature, nullable, optional, required } from "@lumbre/tensor/engine";
import { normal_ } from "../init/index.js";
import { type FactoryOptions, factory, made } from "../module/factory.js";
import { requireInputs } from "../module/inputs.js";
import { Module } from "../module/module.js";
import { Parameter } from "../module/parameter.js";

/** Options of {@link Embedding}. */
export interface EmbeddingLayerOptions extends FactoryOptions {
  /** A row that stays as it is, at first 0; may count from the end. Default: none. */
  readonly paddingIdx?: number | null;
}

const signature = defineSignature(
  "Embedding",
  required("numEmbeddings", anIntegerFrom(1)),
  required("embeddingDim", anIntegerFrom(1)),
  optional("paddingIdx", nullable(anInteger), null),
  ...factory,
);

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
  static override readonly name: string = "Embedding";

  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  weight: Parameter;
  readonly paddingIdx: number | null;

  /**
   * @param numEmbeddings Number of rows of the table, >= 1.
   * @param embeddingDim Size of each row, >= 1.
   * @param paddingIdx A row that stays as it is, at first 0; may count from the end. Default: none.
   */
  constructor(
    numEmbeddings: number,
    embeddingDim: number,
    paddingIdx?: number | null | EmbeddingLayerOptions,
    options?: FactoryOptions,
  ) {
    const [rows, size, given, device, dtype] = bind(signature, arguments);
    if (given !== null && (given < -rows || given >= rows)) {
      throw new ValueError(`Embedding: paddingIdx ${given} must be within numEmbeddings ${rows}`);
    }
    super();
    this.numEmbeddings = rows;
    this.embeddingDim = size;
    this.paddingIdx = given !== null && given < 0 ? given + rows : given;
    this.weight = new Parameter(empty([rows, size], made(device, dtype)));
    normal_(this.weight);
    if (this.paddingIdx !== null) {
      const row = this.paddingIdx;
      noGrad(() => this.weight.select(0, row).fill_(0));
    }
  }

  forward(indices: Tensor): Tensor {
    requireInputs(this, arguments, ["indices"]);
    return embedding(indices, this.weight, { paddingIdx: this.paddingIdx });
  }

  override extraRepr(): string {
    const padding = this.paddingIdx === null ? "" : `, padding_idx=${this.paddingIdx}`;
    return `${this.numEmbeddings}, ${this.embeddingDim}${padding}`;
  }
}
