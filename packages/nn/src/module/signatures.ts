import type { Tensor } from "@lumbre/tensor";
import {
  aBoolean,
  aFunction,
  anInteger,
  anything,
  aString,
  bind,
  defineKind,
  defineSignature,
  isPlainObject,
  optional,
  required,
} from "@lumbre/tensor/engine";
import type { FullBackwardHook } from "./backwardHooks.js";
import type { ForwardHook, ForwardPreHook, Module } from "./module.js";
import type { StateDict } from "./stateDict.js";

// What the methods of modules and containers take. What they hold is checked by the methods, which know what to write.

/** Throws for arguments of a method that takes none. */
export function takesNothing(op: string, given: IArguments): void {
  if (given.length > 0) bind(defineSignature(op), given);
}

const aState = defineKind<StateDict | Readonly<Record<string, Tensor>>>(
  "a state dict: a Map, or an object, of tensors by name",
  (value) => value instanceof Map || isPlainObject(value),
);

const recurse = optional("recurse", aBoolean, true);
const prefix = optional("prefix", aString, "");
const target = required("target", aString);
const name = required("name", anything);
const index = required("index", anInteger);
const entry = required("module", anything);

export const signatures = {
  namedModules: defineSignature("namedModules", prefix),
  namedParameters: defineSignature("namedParameters", prefix, recurse),
  parameters: defineSignature("parameters", recurse),
  namedBuffers: defineSignature("namedBuffers", prefix, recurse),
  buffers: defineSignature("buffers", recurse),
  getSubmodule: defineSignature("getSubmodule", target),
  getParameter: defineSignature("getParameter", target),
  getBuffer: defineSignature("getBuffer", target),
  registerParameter: defineSignature("registerParameter", name, required("param", anything)),
  registerBuffer: defineSignature(
    "registerBuffer",
    name,
    required("tensor", anything),
    optional("persistent", aBoolean, true),
  ),
  registerModule: defineSignature("registerModule", name, entry),
  addModule: defineSignature("addModule", name, entry),
  train: defineSignature("train", optional("mode", aBoolean, true)),
  apply: defineSignature("apply", required("fn", aFunction<(module: Module) => void>())),
  zeroGrad: defineSignature("zeroGrad", optional("setToNone", aBoolean, true)),
  requiresGrad: defineSignature("requiresGrad_", optional("requiresGrad", aBoolean, true)),
  loadStateDict: defineSignature("loadStateDict", required("stateDict", aState), optional("strict", aBoolean, true)),
  registerForwardHook: defineSignature("registerForwardHook", required("hook", aFunction<ForwardHook>())),
  registerForwardPreHook: defineSignature("registerForwardPreHook", required("hook", aFunction<ForwardPreHook>())),
  registerFullBackwardHook: defineSignature(
    "registerFullBackwardHook",
    required("hook", aFunction<FullBackwardHook>()),
  ),
};

const value = required("value", anything);

/** The methods of lists; `value` is the name of what they hold. */
export const listSignatures = {
  at: defineSignature("at", index),
  append: defineSignature("append", value),
  extend: defineSignature("extend", required("values", anything)),
  insert: defineSignature("insert", index, value),
  set: defineSignature("set", index, value),
  pop: defineSignature("pop", optional("index", anInteger, -1)),
};

/** The methods of containers whose entries have names. */
export const dictSignatures = {
  at: defineSignature("at", required("key", aString)),
  has: defineSignature("has", required("key", aString)),
  add: defineSignature("add", required("key", anything), value),
  set: defineSignature("set", required("key", anything), value),
  update: defineSignature("update", required("entries", anything)),
  pop: defineSignature("pop", required("key", aString)),
};
