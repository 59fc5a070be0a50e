import type { Tensor } from "@lumbre/tensor";
import { Buffer } from "../module/buffer.js";
import { Module } from "../module/module.js";

/** A weight as a buffer, so that it moves with the module; PyTorch saves it in the state dict, too. */
export function weightBuffer(weight: Tensor | null | undefined): Buffer | null {
  return weight === undefined || weight === null ? null : new Buffer(weight);
}

/** A loss whose options hold numbers only. */
export abstract class Loss<Options> extends Module<[x: Tensor, target: Tensor], Tensor> {
  constructor(readonly options: Options = {} as Options) {
    super();
  }
}
