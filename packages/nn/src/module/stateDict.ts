import { noGrad } from "@lumbre/autograd";
import { ArgumentError, DeviceError, LumbreError, type Tensor, zerosLike } from "@lumbre/tensor";
import { aTensor, formatShape } from "@lumbre/tensor/engine";
import { Buffer } from "./buffer.js";
import { isDisposed } from "./disposed.js";
import { submodules, tensorsOf } from "./fields.js";
import type { Module } from "./module.js";
import { Parameter } from "./parameter.js";
import { walk } from "./traverse.js";
import { warnOfPlainTensors } from "./warnings.js";

/** Tensors by name, in the order of the modules' fields. */
export type StateDict = Map<string, Tensor>;

/** Options of `loadStateDict`. */
export interface LoadOptions {
  /** True if missing and unexpected names are errors. Default true. */
  readonly strict?: boolean;
}

/** What `loadStateDict` did not find, and what it found no place for. */
export interface LoadResult {
  readonly missingKeys: readonly string[];
  readonly unexpectedKeys: readonly string[];
}

/** A state dict that does not fit a module. */
export class StateDictError extends LumbreError {
  override name = "StateDictError";
}

function isPersistent(tensor: Tensor): boolean {
  return tensor instanceof Parameter || (tensor as Buffer).persistent;
}

/** True for what files of old versions lack, and what is 0 then. */
function isAddedLater(tensor: Tensor): boolean {
  return tensor instanceof Buffer && tensor.isAddedLater;
}

/** A module's own parameters, then its own persistent buffers. */
function ownState(module: Module): [name: string, tensor: Tensor][] {
  return [...tensorsOf(module, Parameter), ...tensorsOf(module, Buffer).filter(([, buffer]) => isPersistent(buffer))];
}

/** The tensors themselves under all their names; a shared one appears under each. */
function stateTensors(op: string, root: Module): [name: string, tensor: Tensor][] {
  const found: [name: string, tensor: Tensor][] = [];
  walk(op, root, {
    childrenOf: submodules,
    enter(module, path) {
      for (const [name, tensor] of ownState(module)) found.push([path === "" ? name : `${path}.${name}`, tensor]);
    },
  });
  return found;
}

/** A state dict that `JSON.stringify` writes as an object of numbers. */
class State extends Map<string, Tensor> {
  toJSON(): Record<string, Tensor> {
    return Object.fromEntries(this);
  }
}

/** Parameters and persistent buffers by name, cut off from the graph and sharing memory. */
export function stateDict(module: Module): StateDict {
  for (const part of module.modules()) warnOfPlainTensors(part);
  return new State(stateTensors("stateDict", module).map(([name, tensor]) => [name, tensor.detach()]));
}

/** Throws unless a value of a state dict is a tensor that still has its memory. */
function requireValue(name: string, value: unknown): void {
  const what = `the value of "${name}"`;
  if (Array.isArray(value) || typeof value === "number") {
    throw new ArgumentError(
      `loadStateDict: ${what} must be a tensor, got ${typeof value === "number" ? value : "an array"}; JSON has no tensors: write them with ` +
        "saveSafetensors, or make each with tensor(...)",
    );
  }
  if (!aTensor.accepts(value)) throw aTensor.refusal("loadStateDict", what, value);
  if (isDisposed(value)) throw disposed(what);
}

function disposed(what: string): DeviceError {
  return new DeviceError(
    `loadStateDict: ${what} was disposed of, or its scope ended; return it from scope() or keep() it`,
  );
}

/** Copies values into a module by name, after checking all of them. */
export function loadStateDict(
  module: Module,
  state: StateDict | Readonly<Record<string, Tensor>>,
  strict: boolean,
): LoadResult {
  const given = state instanceof Map ? state : new Map(Object.entries(state));
  for (const [name, value] of given) requireValue(name, value);
  const targets = stateTensors("loadStateDict", module);
  const names = new Set(targets.map(([name]) => name));
  const missingKeys = targets
    .filter(([name, tensor]) => !given.has(name) && !isAddedLater(tensor))
    .map(([name]) => name);
  const unexpectedKeys = [...given.keys()].filter((name) => !names.has(name));
  const mismatches = targets.flatMap(([name, tensor]) => {
    const value = given.get(name);
    if (value === undefined || formatShape(value.shape) === formatShape(tensor.shape)) return [];
    return [
      `size mismatch for ${name}: copying a param with shape ${formatShape(value.shape)}, the shape in current model is ${formatShape(tensor.shape)}.`,
    ];
  });
  const isEmpty = given.size === 0 && names.size > 0;
  const list = (keys: readonly string[]): string => keys.map((key) => `"${key}"`).join(", ");
  const problems = [
    ...(strict && unexpectedKeys.length > 0 ? [`Unexpected key(s) in state_dict: ${list(unexpectedKeys)}.`] : []),
    ...(strict && missingKeys.length > 0 ? [`Missing key(s) in state_dict: ${list(missingKeys)}.`] : []),
    ...(strict && isEmpty
      ? ["The state dict is empty, as a Map is that went through JSON; write saveSafetensors."]
      : []),
    ...mismatches,
  ];
  if (problems.length > 0) {
    throw new StateDictError(
      `Error(s) in loading state_dict for ${module.constructor.name}:\n\t${problems.join("\n\t")}`,
    );
  }
  noGrad(() => {
    // What has to be brought to another device or dtype is, before anything is changed: it may fail.
    const ready = targets.flatMap(([name, tensor]): [Tensor, Tensor][] => {
      const value = given.get(name) ?? (isAddedLater(tensor) ? zerosLike(tensor) : undefined);
      if (value === undefined) return [];
      if (isDisposed(tensor)) throw disposed(`the module's "${name}"`);
      return [[tensor, value.to(tensor.device, tensor.dtype)]];
    });
    for (const [tensor, value] of ready) tensor.copy_(value);
  });
  return { missingKeys, unexpectedKeys };
}
