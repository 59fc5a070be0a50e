import type { Device, DType } from "@lumbre/tensor";
import { aDevice, aFloatDType, named, nullable } from "@lumbre/tensor/engine";

/** Options of every layer that has parameters: where they are made, and of which dtype. */
export interface FactoryOptions {
  /** The device of the parameters. Default: the default device. */
  readonly device?: Device | null;
  /** The dtype of the parameters, float32 or float64. Default float32. */
  readonly dtype?: DType | null;
}

/** The parameters of a signature that stand for {@link FactoryOptions}. */
export const factory = [named("device", nullable(aDevice), null), named("dtype", nullable(aFloatDType), null)] as const;

/** What creation functions are called with. */
export function made(device: Device | null, dtype: DType | null): { readonly device?: Device; readonly dtype?: DType } {
  return { ...(device === null ? {} : { device }), ...(dtype === null ? {} : { dtype }) };
}
