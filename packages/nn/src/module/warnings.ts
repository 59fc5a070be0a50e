import { Tensor } from "@lumbre/tensor";
import { isPlainObject } from "@lumbre/tensor/engine";
import { isOurs, refuseOtherCopy } from "./copies.js";
import type { Module } from "./module.js";

// Fields that look as if a module registered what they hold, and are not: each is told of once for a class.

const toldOfClasses = new WeakMap<object, Set<string>>();

function warnOnce(module: Module, field: string, text: string): void {
  let told = toldOfClasses.get(module.constructor);
  if (told === undefined) toldOfClasses.set(module.constructor, (told = new Set()));
  if (told.has(field)) return;
  told.add(field);
  console.warn(`${module.constructor.name}: the field "${field}" ${text}`);
}

/** The sizes that collections had when they were last looked through: only another size makes that worth while again. */
const sizesSeen = new WeakMap<object, number>();

const deepest = 3;

function elementsOf(value: object): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  if (value instanceof Map || value instanceof Set) return [...value.values()];
  return isPlainObject(value) ? Object.values(value) : null;
}

/** The first module, parameter or buffer in a collection, or in one inside of it. */
function findInside(op: string, value: unknown, depth: number): unknown {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return null;
  if (isOurs(value)) return value;
  refuseOtherCopy(op, value);
  const elements = depth === 0 ? null : elementsOf(value);
  if (elements === null || sizesSeen.get(value) === elements.length) return null;
  for (const element of elements) {
    const found = findInside(op, element, depth - 1);
    if (found !== null) return found;
  }
  sizesSeen.set(value, elements.length);
  return null;
}

/** Warns of a collection of modules or parameters, which PyTorch does not register either. */
export function warnOfCollection(module: Module, field: string, value: object): void {
  const found = findInside(module.constructor.name, value, deepest);
  if (found === null) return;
  const isNamed = isPlainObject(value) || value instanceof Map;
  const form = isPlainObject(value) ? "object" : value.constructor.name;
  const kind = typeof found === "function" ? "Module" : "Parameter";
  const remedy = `new nn.${kind}${isNamed ? "Dict({ ... })" : "List([ ... ])"}`;
  warnOnce(
    module,
    field,
    `holds ${kind.toLowerCase()}s in a plain ${form}, so parameters(), to() and stateDict() do not see them; write ` +
      `${remedy}, or make it a #private field if they belong to somebody else`,
  );
}

/** Warns of tensors in fields that are neither parameters nor buffers. Results of a graph are no state, and pass. */
export function warnOfPlainTensors(module: Module): void {
  for (const [field, value] of Object.entries(module)) {
    if (!(value instanceof Tensor) || isOurs(value) || value.gradFn !== null) continue;
    const remedy = value.requiresGrad
      ? "new nn.Parameter(...)"
      : `new nn.Buffer(...) or registerBuffer("${field}", ...)`;
    warnOnce(
      module,
      field,
      `is a plain tensor, which to() does not move and stateDict() does not have; make it ${remedy}, or a #private ` +
        "field if it is no state",
    );
  }
}
