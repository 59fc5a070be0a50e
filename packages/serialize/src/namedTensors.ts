import { ArgumentError, Tensor } from "@lumbre/tensor";
import { defineKind, describe, isPlainObject, type Kind } from "@lumbre/tensor/engine";

/** Tensors by name, such as a `stateDict()`. */
export type NamedTensors = ReadonlyMap<string, Tensor> | Readonly<Record<string, Tensor>>;

export const namedTensors: Kind<NamedTensors> = defineKind<NamedTensors>(
  "a Map or a plain object of tensors by name",
  (value) => value instanceof Map || isPlainObject(value),
  (op, name, value) => {
    const isModule = typeof (value as { readonly stateDict?: unknown } | null)?.stateDict === "function";
    const hint = isModule ? `; write ${op}(model.stateDict())` : "";
    return new ArgumentError(
      `${op}: ${name} must be a Map or a plain object of tensors by name, got ${describe(value)}${hint}`,
    );
  },
);

export type NamedTensor = readonly [name: string, tensor: Tensor];

/** The names and tensors in order, checked to be such. */
export function tensorEntries(op: string, given: NamedTensors): readonly NamedTensor[] {
  const entries: readonly (readonly [unknown, unknown])[] =
    given instanceof Map ? [...given] : Object.entries(given as Readonly<Record<string, unknown>>);
  for (const [name, tensor] of entries) {
    if (typeof name !== "string") throw new ArgumentError(`${op}: the names must be strings, got ${describe(name)}`);
    if (!(tensor instanceof Tensor)) {
      throw new ArgumentError(`${op}: ${JSON.stringify(name)} must be a tensor, got ${describe(tensor)}`);
    }
  }
  return entries as readonly NamedTensor[];
}
