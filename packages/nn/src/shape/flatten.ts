import type { Tensor } from "@lumbre/tensor";
import { anInteger, bind, defineSignature, optional } from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";

/** Options of {@link Flatten}. */
export interface FlattenOptions {
  /** The first dimension to join, may count from the end. Default 1. */
  readonly startDim?: number;
  /** The last dimension to join, may count from the end. Default -1. */
  readonly endDim?: number;
}

const signature = defineSignature("Flatten", optional("startDim", anInteger, 1), optional("endDim", anInteger, -1));

/**
 * Joins the dimensions from `startDim` to `endDim`.
 *
 * @example
 * new nn.Flatten()(zeros(2, 3, 4)).shape; // => [2, 12]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Flatten.html
 */
export class Flatten extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Flatten";

  readonly startDim: number;
  readonly endDim: number;

  /**
   * @param startDim The first dimension to join, may count from the end. Default 1.
   * @param endDim The last dimension to join, may count from the end. Default -1.
   */
  constructor(startDim?: number | FlattenOptions, endDim?: number | Omit<FlattenOptions, "startDim">) {
    const [start, end] = bind(signature, arguments);
    super();
    this.startDim = start;
    this.endDim = end;
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.flatten(this.startDim, this.endDim);
  }

  override extraRepr(): string {
    return `start_dim=${this.startDim}, end_dim=${this.endDim}`;
  }
}
