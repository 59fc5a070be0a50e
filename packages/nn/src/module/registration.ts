import { ArgumentError, IndexError, Tensor, ValueError } from "@lumbre/tensor";
import { bind, describe } from "@lumbre/tensor/engine";
import { Buffer } from "./buffer.js";
import { refuseOtherCopy } from "./copies.js";
import { submodules, tensorsOf } from "./fields.js";
import type { Module } from "./module.js";
import { Parameter } from "./parameter.js";
import { isModule, requireModule, requireName, titled } from "./require.js";
import { signatures } from "./signatures.js";

// Registering by name, and finding by name, for what no field is written for.

/** Sets a field, unless something of another kind has its name. */
function setField(op: string, module: Module, name: string, value: unknown, isKind: (held: unknown) => boolean): void {
  requireName(op, name);
  const fields = module as unknown as Record<string, unknown>;
  const old = fields[name];
  const isFree = !(name in module) || (Object.hasOwn(module, name) && (old === null || old === undefined));
  if (!isFree && !isKind(old)) throw new ValueError(`${op}: ${module.constructor.name} already has a "${name}"`);
  fields[name] = value;
}

/** `registerModule` of any module. */
export function registerModule(module: Module, name: string, child: Module | null): void {
  const value = child === null ? null : requireModule("registerModule", titled(name), child);
  setField("registerModule", module, name, value, isModule);
}

/** `registerParameter` of any module. */
export function registerParameter(module: Module, given: IArguments): void {
  const op = "registerParameter";
  const [name, parameter] = bind(signatures.registerParameter, given);
  if (parameter !== null && !(parameter instanceof Parameter)) {
    refuseOtherCopy(op, parameter);
    const remedy = parameter instanceof Tensor ? "; write new nn.Parameter(...)" : "";
    throw new ArgumentError(`${op}: "${String(name)}" is ${describe(parameter)}, not a parameter or null${remedy}`);
  }
  setField(op, module, name as string, parameter, (held) => held instanceof Parameter);
}

/** `registerBuffer` of any module, from its arguments. */
export function registerBuffer(module: Module, given: IArguments): void {
  const op = "registerBuffer";
  const [name, tensor, persistent] = bind(signatures.registerBuffer, given);
  if (tensor !== null && !(tensor instanceof Tensor)) {
    refuseOtherCopy(op, tensor);
    throw new ArgumentError(`${op}: "${String(name)}" is ${describe(tensor)}, not a tensor or null`);
  }
  const isReady = tensor instanceof Buffer && tensor.persistent === persistent;
  const buffer = tensor === null || isReady ? tensor : new Buffer(tensor as Tensor, { persistent });
  setField(op, module, name as string, buffer, (held) => held instanceof Buffer);
}

/** The value of a name among some, or an error that lists them. */
function pick<T>(op: string, what: string, owner: Module, name: string, among: readonly [name: string, value: T][]): T {
  const found = among.find(([key]) => key === name);
  if (found !== undefined) return found[1];
  const names = among.length === 0 ? "none" : among.map(([key]) => key).join(", ");
  throw new IndexError(`${op}: ${owner.constructor.name} has no ${what} "${name}"; it has ${names}`);
}

/** `getSubmodule` of any module. */
export function getSubmodule(root: Module, path: string, op = "getSubmodule"): Module {
  if (path === "") return root;
  return path.split(".").reduce((module, name) => pick(op, "submodule", module, name, submodules(module)), root);
}

/** `getParameter` and `getBuffer` of any module. */
export function getTensor<T extends Parameter | Buffer>(
  op: string,
  root: Module,
  path: string,
  type: new (...args: never[]) => T,
): T {
  const at = path.lastIndexOf(".");
  const owner = getSubmodule(root, at < 0 ? "" : path.slice(0, at), op);
  const what = op === "getParameter" ? "parameter" : "buffer";
  return pick(op, what, owner, path.slice(at + 1), tensorsOf(owner, type));
}
