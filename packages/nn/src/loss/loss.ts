import type { Tensor } from "@lumbre/tensor";
import { Buffer } from "../module/buffer.js";
import { Module } from "../module/module.js";

/** A weight as a buffer, so that it moves with the module; PyTorch saves it in the state dict, too. */
export function weightBuffer(weight: Tensor | null): Buffer | null {
  return weight === null ? null : new Buffer(weight);
}

/** The base of all losses: two tensors in, the loss out. */
export abstract class Loss extends Module<[x: Tensor, target: Tensor], Tensor> {}
