import type { Tensor } from "@lumbre/tensor";
import { aNumberFrom, aTensor, nullable, optional } from "@lumbre/tensor/engine";

/** The option of every norm. */
export interface EpsOption {
  /** Added to the variance, >= 0. Default 1e-5. */
  readonly eps?: number;
}

/** What normalised values are multiplied by and shifted by. */
export interface AffineOptions extends EpsOption {
  /** The factor of each channel or element. Default: none. */
  readonly weight?: Tensor | null;
  /** What is added to each channel or element. Default: none. */
  readonly bias?: Tensor | null;
}

export const epsParameter = optional("eps", aNumberFrom(0), 1e-5);

/** The parameters that the norm functions share. */
export const affine = [optional("weight", nullable(aTensor), null), optional("bias", nullable(aTensor), null)] as const;
