import type { Tensor } from "@lumbre/tensor";

/** The option of every norm. */
export interface EpsOption {
  /** Added to the variance, > 0. Default 1e-5. */
  readonly eps?: number;
}

/** What normalised values are multiplied by and shifted by. */
export interface AffineOptions extends EpsOption {
  readonly weight?: Tensor | null;
  readonly bias?: Tensor | null;
}
