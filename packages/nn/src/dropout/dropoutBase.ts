import type { Tensor } from "@lumbre/tensor";
import { aBoolean, bind, defineSignature, optional } from "@lumbre/tensor/engine";
import { pythonBool, pythonFloat } from "../module/describe.js";
import { Module } from "../module/module.js";
import { aProbability, type DropoutOptions } from "./dropByMask.js";

/** Options of the dropout layers. */
export type DropoutLayerOptions = Pick<DropoutOptions, "p" | "inplace">;

/** The base of the dropout layers, whose constructor they share. */
export abstract class DropoutBase extends Module<[x: Tensor], Tensor> {
  p: number;
  inplace: boolean;

  /**
   * @param p The share set to 0, in [0, 1]. Default 0.5.
   * @param inplace True to write the result into x. Default false.
   */
  constructor(p?: number | DropoutLayerOptions, inplace?: boolean | Omit<DropoutLayerOptions, "p">) {
    [p, inplace] = bind(
      defineSignature(new.target.name, optional("p", aProbability, 0.5), optional("inplace", aBoolean, false)),
      arguments,
    );
    super();
    this.p = p;
    this.inplace = inplace;
  }

  override extraRepr(): string {
    return `p=${pythonFloat(this.p)}, inplace=${pythonBool(this.inplace)}`;
  }
}
