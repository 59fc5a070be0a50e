import type { Tensor } from "@lumbre/tensor";
import { aBoolean, bind, defineSignature, optional, type Signature } from "@lumbre/tensor/engine";
import { Module } from "../module/module.js";

/** The option of layers that may write into their input. */
export interface InplaceOptions {
  /** True to write the result into x. Default false. */
  readonly inplace?: boolean;
}

/** The signature of layers that take nothing but `inplace`. */
/* @__NO_SIDE_EFFECTS__ */
export function inplaceSignature(layer: string) {
  return defineSignature(layer, optional("inplace", aBoolean, false));
}

/** The base of layers that take nothing but `inplace`. */
export abstract class InplaceActivation extends Module<[x: Tensor], Tensor> {
  readonly inplace: boolean;

  constructor(signature: Signature<[boolean]>, given: ArrayLike<unknown>) {
    const [inplace] = bind(signature, given);
    super();
    this.inplace = inplace;
  }

  override extraRepr(): string {
    return this.inplace ? "inplace=True" : "";
  }
}
