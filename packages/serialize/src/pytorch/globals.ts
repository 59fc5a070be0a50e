import type { Tensor } from "@lumbre/tensor";
import { FormatError } from "../errors.js";
import { PythonCallable } from "../pickle/unpickle.js";
import { StoredStorage } from "./storages.js";
import { storageTypes } from "./storageTypes.js";

/** Makes a tensor of what `_rebuild_tensor_v2` is given. */
export type Rebuild = (storage: StoredStorage, offset: unknown, shape: unknown, strides: unknown) => Tensor | null;

const dtypeNames = new Set(
  ["float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"].map(
    (name) => `torch.${name}`,
  ),
);

function pairs(op: string, list: unknown): Map<unknown, unknown> {
  const isPair = (pair: unknown): pair is [unknown, unknown] => Array.isArray(pair) && pair.length === 2;
  if (Array.isArray(list) && list.every(isPair)) return new Map(list);
  throw new FormatError(`${op}: an OrderedDict is made of what is no list of pairs`);
}

function latin1(op: string, text: unknown, encoding: unknown): Uint8Array {
  const codes = typeof text === "string" ? Array.from(text, (char) => char.charCodeAt(0)) : [];
  const isLatin1 = typeof text === "string" && encoding === "latin1" && codes.every((code) => code < 256);
  if (isLatin1) return Uint8Array.from(codes);
  throw new FormatError(`${op}: bytes are encoded in another way than latin1`);
}

function setRequiresGrad(op: string, x: Tensor): void {
  if (!x.dtype.startsWith("float")) throw new FormatError(`${op}: a tensor of ${x.dtype} requires a gradient`);
  x.requiresGrad = true;
}

/**
 * The globals that a file may name, and nothing else: what torch.load with `weights_only=True` allows. Whatever is
 * called only makes a value.
 */
export function allowedGlobals(op: string, rebuild: Rebuild): (module: string, name: string) => unknown {
  const tensor = ([storage, offset, shape, strides, requiresGrad]: readonly unknown[]): unknown => {
    if (!(storage instanceof StoredStorage)) throw new FormatError(`${op}: a tensor is made without a storage`);
    const made = rebuild(storage, offset, shape, strides);
    if (made !== null && requiresGrad === true) setRequiresGrad(op, made);
    return made;
  };
  const parameter = ([data, requiresGrad]: readonly unknown[]): unknown => {
    const isTensor = typeof data === "object" && data !== null && "requiresGrad" in data;
    if (isTensor && requiresGrad === true) setRequiresGrad(op, data as Tensor);
    else if (isTensor) (data as Tensor).requiresGrad = false;
    return data;
  };
  const set = ([items = []]: readonly unknown[]): unknown => {
    if (!Array.isArray(items)) throw new FormatError(`${op}: a set is made of what is no list`);
    return new Set(items);
  };
  const functions: Readonly<Record<string, (args: readonly unknown[]) => unknown>> = {
    "torch._utils._rebuild_tensor": tensor,
    "torch._utils._rebuild_tensor_v2": tensor,
    "torch._utils._rebuild_parameter": parameter,
    "collections.OrderedDict": ([list]) => (list === undefined ? new Map() : pairs(op, list)),
    // The epochs of a MultiStepLR.
    "collections.Counter": ([counts = {}]) => counts,
    "torch.Size": ([sizes = []]) => sizes,
    "torch.device": (parts) => parts.join(":"),
    "builtins.set": set,
    "__builtin__.set": set,
    "builtins.frozenset": set,
    "__builtin__.frozenset": set,
    "_codecs.encode": ([text, encoding]) => latin1(op, text, encoding),
    "builtins.bytes": () => new Uint8Array(0),
    "__builtin__.bytes": () => new Uint8Array(0),
  };
  return (module, name) => {
    const path = `${module}.${name}`;
    if (Object.hasOwn(functions, path)) return new PythonCallable(path, functions[path]);
    const storageType = module === "torch" ? storageTypes.get(name) : undefined;
    if (storageType !== undefined) return storageType;
    if (dtypeNames.has(path)) return name;
    throw refusal(op, module, name);
  };
}

function refusal(op: string, module: string, name: string): FormatError {
  const path = `${module}.${name}`;
  if (module === "torch" && name.endsWith("Storage")) {
    return new FormatError(`${op}: the file has a ${path}, whose elements no dtype here can hold`);
  }
  return new FormatError(
    `${op}: the file names the global ${path}, which is not read: a file could run any code by it. ` +
      "Save tensors and plain values only, in Python torch.save(model.state_dict(), file)",
  );
}
