import type { Tensor } from "@lumbre/tensor";
import { aBoolean, bind, defineSignature, optional, type Signature } from "@lumbre/tensor/engine";
import { pythonBool, pythonFloat } from "../module/describe.js";
import { Module } from "../module/module.js";
import { aProbability, type DropoutOptions } from "./dropByMask.js";

/** Options of the dropout layers. */
export type DropoutLayerOptions = Pick<DropoutOptions, "p" | "inplace">;

/** The signature that the dropout layers share. */
export function dropoutLayerSignature(layer: string) {
  return defineSignature(layer, optional("p", aProbability, 0.5), optional("inplace", aBoolean, false));
}

/** The base of the dropout layers. */
export abstract class DropoutBase extends Module<[x: Tensor], Tensor> {
  p: number;
  inplace: boolean;

  constructor(signature: Signature<[number, boolean]>, given: ArrayLike<unknown>) {
    const [p, inplace] = bind(signature, given);
    super();
    this.p = p;
    this.inplace = inplace;
  }

  override extraRepr(): string {
    return `p=${pythonFloat(this.p)}, inplace=${pythonBool(this.inplace)}`;
  }
}
