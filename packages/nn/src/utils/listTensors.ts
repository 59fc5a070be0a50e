import { ArgumentError, Tensor } from "@lumbre/tensor";
import { aTensor, describe } from "@lumbre/tensor/engine";
import { Module } from "../module/module.js";

/** A value in place of parameters, as error messages show it, and what to write instead. */
function describeParameters(value: unknown): string {
  if (value instanceof Module) return "a module; write model.parameters()";
  return typeof value === "function" ? `${describe(value)}; call it: model.parameters()` : describe(value);
}

/**
 * A tensor or an iterable of tensors, as a list.
 * @throws {ArgumentError} for anything else, saying which is wrong.
 */
export function listTensors(op: string, name: string, given: unknown): Tensor[] {
  if (given instanceof Tensor) return [given];
  const isList = typeof given === "object" && given !== null && Symbol.iterator in given;
  if (!isList) {
    throw new ArgumentError(
      `${op}: ${name} must be a tensor or an iterable of tensors, got ${describeParameters(given)}`,
    );
  }
  return [...(given as Iterable<unknown>)].map((element, i) => {
    if (element instanceof Tensor) return element;
    if (element instanceof Module) throw new ArgumentError(`${op}: ${name}[${i}] is ${describeParameters(element)}`);
    throw aTensor.refusal(op, `${name}[${i}]`, element);
  });
}
