import { noGrad } from "@lumbre/autograd";
import { ArgumentError, Device, Generator, GradError, Tensor } from "@lumbre/tensor";
import { anything, bind, defineSignature, required } from "@lumbre/tensor/engine";
import { Buffer } from "./buffer.js";
import { callable } from "./callable.js";
import { type Container, hold } from "./container.js";
import { held } from "./fields.js";
import { copyHooks, hasForwardHooks } from "./hooks.js";
import { Module } from "./module.js";
import { Parameter } from "./parameter.js";

const signature = defineSignature("deepcopy", required<unknown>("x", anything));

/**
 * A copy of a module with memory of its own, or of tensors, also inside lists, maps and objects: Python's `copy.deepcopy`.
 * What the original holds twice the copy holds twice, such as weights that are shared. A module's hooks are the copy's too;
 * functions and devices stay the same.
 *
 * @param x A module, a tensor, or a list, Map, Set or object of them.
 * @returns The copy: of the same class, its parameters with copies of their gradients.
 * @throws {GradError} for a tensor that an op made; `detach()` it first.
 * @throws {ArgumentError} for a module that cannot be copied: its class has #private fields, or its forward is an arrow
 *   function, tied to the original.
 * @example
 * const model = new nn.Linear(2, 1);
 * const average = nn.deepcopy(model);
 * model.weight.data.fill_(0);
 * average.weight.equal(model.weight); // => false
 * @see https://docs.python.org/3/library/copy.html#copy.deepcopy
 */
export function deepcopy<T>(x: T): T {
  const [value] = bind(signature, arguments);
  return noGrad(() => copyOf(value, new Map())) as T;
}

/** Copies by their originals. */
type Copies = Map<unknown, unknown>;

function copyOf(value: unknown, copies: Copies): unknown {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (value instanceof Module) return copyModule(value, copies);
  if (typeof value === "function" || value instanceof Device) return value;
  if (value instanceof Tensor) return copyTensor(value, copies);
  return copyObject(value, copies);
}

function copyTensor(x: Tensor, copies: Copies): Tensor {
  if (!x.isLeaf) {
    throw new GradError(
      "deepcopy: only leaves of the graph can be copied, and an op made this tensor; detach() it, or keep it out of the module",
    );
  }
  const data = x.detach().clone();
  const copy =
    x instanceof Parameter
      ? new Parameter(data, x.requiresGrad)
      : x instanceof Buffer
        ? new Buffer(data, x.persistent)
        : data.requiresGrad_(x.requiresGrad);
  copies.set(x, copy);
  if (x.grad !== null) copy.grad = x.grad.detach().clone();
  return copy;
}

/** The copies of all modules below stand ready before one of them is filled: nested ones may be deeper than the call stack. */
function copyModule(root: Module, copies: Copies): Module {
  const modules = root.modules().filter((module) => !copies.has(module));
  for (const module of modules) {
    requireCopyable(module);
    copies.set(module, callable(Object.getPrototypeOf(module)));
  }
  for (const module of modules) fillModule(module, copies.get(module) as Module, copies);
  return copies.get(root) as Module;
}

function fillModule(module: Module, copy: Module, copies: Copies): void {
  const entries = (module as unknown as Partial<Container>)[held]?.();
  for (const [name, value] of entries ?? []) hold(copy as unknown as Container, name, copyOf(value, copies) as Module);
  copyFields(module, copy, copies, (name) => (name === "forward" && hasForwardHooks(module)) || entries?.has(name));
  copyHooks(module, copy);
}

/** Throws for a module whose copy would be none: it would lack private fields, or compute with the original's. */
function requireCopyable(module: Module): void {
  const { name } = module.constructor;
  const forward = Object.getOwnPropertyDescriptor(module, "forward");
  if (forward !== undefined && !hasForwardHooks(module)) {
    throw new ArgumentError(
      `deepcopy: the forward of ${name} is a function of its own object, tied to it; write it as a method of the class`,
    );
  }
  let type: unknown = module.constructor;
  while (typeof type === "function" && type !== Module) {
    // A private name is declared in the class's own text.
    if (
      /[{};\n]\s*(readonly |static |async |get |set |\*)*#\w+\s*[=;(\n}]/.test(Function.prototype.toString.call(type))
    ) {
      throw new ArgumentError(
        `deepcopy: ${name} has #private fields, which cannot be copied; make a new one and loadStateDict(model.stateDict())`,
      );
    }
    type = Object.getPrototypeOf(type);
  }
}

function copyFields(from: object, to: object, copies: Copies, isLeftOut: (name: string) => boolean | undefined): void {
  for (const key of Reflect.ownKeys(from)) {
    if (typeof key === "string" && isLeftOut(key)) continue;
    const field = Object.getOwnPropertyDescriptor(from, key) as PropertyDescriptor;
    Object.defineProperty(to, key, "value" in field ? { ...field, value: copyOf(field.value, copies) } : field);
  }
}

function copyObject(value: object, copies: Copies): unknown {
  if (value instanceof Generator) return remember(value, new Generator().setState(value.getState()), copies);
  if (value instanceof Map || value instanceof Set) {
    const copy = remember(value, new (value.constructor as new () => typeof value)(), copies);
    for (const [key, element] of value.entries()) {
      if (copy instanceof Map) copy.set(copyOf(key, copies), copyOf(element, copies));
      else (copy as Set<unknown>).add(copyOf(element, copies));
    }
    return copy;
  }
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof Date)
    return remember(value, structuredClone(value), copies);
  const copy = remember(value, Array.isArray(value) ? [] : Object.create(Object.getPrototypeOf(value)), copies);
  copyFields(value, copy, copies, () => false);
  return copy;
}

function remember<T>(original: unknown, copy: T, copies: Copies): T {
  copies.set(original, copy);
  return copy;
}
