import { Tensor } from "@lumbre/tensor";
import { aTensor, bind, defineSignature, positional } from "@lumbre/tensor/engine";
import type { Module } from "./module.js";

/**
 * For the forward of a layer that takes one tensor, x: an input too many would be ignored else.
 * @throws {ArgumentError} that names the layer, for anything but one tensor.
 */
export function requireInput(layer: Module, given: ArrayLike<unknown>): void {
  if (given.length !== 1 || !(given[0] instanceof Tensor)) requireInputs(layer, given, ["x"]);
}

/** {@link requireInput} of tensors with other names. */
export function requireInputs(layer: Module, given: ArrayLike<unknown>, names: readonly string[]): void {
  bind(defineSignature(layer.constructor.name, ...names.map((name) => positional(name, aTensor))), given);
}
