import { ArgumentError, Tensor } from "@lumbre/tensor";
import { aTensor, describe, isPlainObject } from "@lumbre/tensor/engine";

/** True for a module: it is what people give in place of its parameters. */
function isModule(value: unknown): boolean {
  return typeof (value as { readonly parameters?: unknown } | null | undefined)?.parameters === "function";
}

/** True for what may be iterated over, other than a tensor, a string and a module, which may be iterable too. */
function isIterable(value: unknown): value is Iterable<unknown> {
  const isObject = typeof value === "object" && value !== null;
  return isObject && Symbol.iterator in value && !(value instanceof Tensor) && !isModule(value);
}

/** A value in place of parameters, as error messages show it, and what to write instead. */
function describeParams(value: unknown): string {
  if (isModule(value)) return "a module; write model.parameters()";
  if (Array.isArray(value) && typeof value[0] === "string") return "an array with a name; write model.parameters()";
  if (isPlainObject(value) && "params" in value) return "one group; write [{ params: ... }]";
  if (typeof value === "function") return `${describe(value)}; call it: model.parameters()`;
  return value instanceof Tensor ? "a Tensor; write [tensor]" : describe(value);
}

/** What an optimizer is given: parameters or groups. @throws {ArgumentError} for what is no iterable of them. */
export function listParams(op: string, given: unknown): unknown[] {
  if (isIterable(given)) return [...given];
  throw new ArgumentError(
    `${op}: params argument given to the optimizer should be an iterable of Tensors or groups, but got ` +
      describeParams(given),
  );
}

/**
 * A tensor or an iterable of tensors, as a list.
 * @throws {ArgumentError} for anything else, saying which is wrong.
 */
export function listTensors(op: string, name: string, given: unknown): Tensor[] {
  if (given instanceof Tensor) return [given];
  if (!isIterable(given)) {
    throw new ArgumentError(`${op}: ${name} must be a tensor or an iterable of tensors, got ${describeParams(given)}`);
  }
  return [...given].map((element, i) => {
    if (element instanceof Tensor) return element;
    if (isModule(element)) throw new ArgumentError(`${op}: ${name}[${i}] is ${describeParams(element)}`);
    if (typeof element === "function" || Array.isArray(element))
      throw new ArgumentError(`${op}: ${name}[${i}] must be a tensor, got ${describeParams(element)}`);
    throw aTensor.refusal(op, `${name}[${i}]`, element);
  });
}
