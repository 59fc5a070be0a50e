import { IndexError, type Tensor } from "@lumbre/tensor";
import { forwardInTurn } from "./fusion.js";
import { Module } from "./module.js";
import { Parameter } from "./parameter.js";

/** A module that has its submodules under the names 0, 1, 2, ..., or names of the user's choice. */
abstract class Container extends Module {
  protected set(name: string | number, value: Module | Parameter): void {
    Object.defineProperty(this, name, { value, enumerable: true, configurable: true, writable: true });
  }

  protected get(name: string | number): unknown {
    return (this as unknown as Record<string | number, unknown>)[name];
  }
}

/** The position that an index, which may count from the end, stands for. */
function position(op: string, index: number, length: number): number {
  if (!Number.isInteger(index) || index < -length || index >= length) {
    throw new IndexError(`${op}: index ${index} is out of range for ${length} entries`);
  }
  return index < 0 ? index + length : index;
}

/**
 * Modules one after the other: each takes what the one before it gives. Made from a list, or from an object that
 * names them. A `Conv2d`, `ReLU`, `MaxPool2d` or a `Linear`, `ReLU` in a row, of which no forward is hooked or
 * overridden, run as one kernel on devices that have it; results and gradients are the same.
 *
 * @example
 * const model = new nn.Sequential(new nn.Linear(4, 3), new nn.ReLU());
 * model.forward(zeros(2, 4)).shape; // => [2, 3]
 * new nn.Sequential({ fc: new nn.Linear(4, 3), act: new nn.ReLU() }); // => Sequential(
 * //   (fc): Linear(in_features=4, out_features=3, bias=True)
 * //   (act): ReLU()
 * // )
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Sequential.html
 */
export class Sequential extends Container {
  constructor(...modules: Module[] | [named: Readonly<Record<string, Module>>]) {
    super();
    const [first] = modules;
    const named = first === undefined || first instanceof Module ? Object.entries(modules) : Object.entries(first);
    for (const [name, module] of named) this.set(name, module as Module);
  }

  // biome-ignore lint/suspicious/noExplicitAny: what goes in and out is up to the modules
  forward(input: any): any {
    return forwardInTurn(this.children(), input);
  }

  /** How many modules there are. */
  get length(): number {
    return this.children().length;
  }

  /** The module at a position, which may count from the end. */
  at(index: number): Module {
    return this.children()[position("Sequential", index, this.length)];
  }

  /** Adds a module at the end. */
  append(module: Module): this {
    this.set(this.length, module);
    return this;
  }

  [Symbol.iterator](): Iterator<Module> {
    return this.children()[Symbol.iterator]();
  }
}

/** A forward for containers that have none of their own. */
function noForward(name: string): never {
  throw new TypeError(`${name} has no forward of its own; call those of its entries`);
}

/**
 * A list of modules that a network calls as it likes.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ModuleList.html
 */
export class ModuleList<M extends Module = Module> extends Container {
  constructor(modules: Iterable<M> = []) {
    super();
    for (const module of modules) this.append(module);
  }

  get length(): number {
    return this.children().length;
  }

  /** The module at a position, which may count from the end. */
  at(index: number): M {
    return this.children()[position("ModuleList", index, this.length)] as M;
  }

  append(module: M): this {
    this.set(this.length, module);
    return this;
  }

  [Symbol.iterator](): Iterator<M> {
    return (this.children() as M[])[Symbol.iterator]();
  }

  forward(): never {
    return noForward("ModuleList");
  }
}

/**
 * Modules by name.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html
 */
export class ModuleDict<M extends Module = Module> extends Container {
  private readonly names: Set<string> = new Set();

  constructor(modules: Readonly<Record<string, M>> = {}) {
    super();
    Object.defineProperty(this, "names", { enumerable: false });
    for (const [name, module] of Object.entries(modules)) this.add(name, module);
  }

  /** Adds a module, or replaces the one of that name. */
  add(name: string, module: M): this {
    this.names.add(name);
    this.set(name, module);
    return this;
  }

  /** The module of a name. @throws {IndexError} when there is none. */
  at(name: string): M {
    if (!this.names.has(name))
      throw new IndexError(`ModuleDict: there is no "${name}"; there are ${[...this.names].join(", ")}`);
    return this.get(name) as M;
  }

  has(name: string): boolean {
    return this.names.has(name);
  }

  keys(): string[] {
    return [...this.names];
  }

  forward(): never {
    return noForward("ModuleDict");
  }
}

/**
 * A list of parameters.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ParameterList.html
 */
export class ParameterList extends Container {
  constructor(parameters: Iterable<Tensor> = []) {
    super();
    for (const parameter of parameters) this.append(parameter);
  }

  get length(): number {
    return Object.values(this).filter((value) => value instanceof Parameter).length;
  }

  /** The parameter at a position, which may count from the end. */
  at(index: number): Parameter {
    return this.get(position("ParameterList", index, this.length)) as Parameter;
  }

  append(parameter: Tensor): this {
    this.set(this.length, parameter instanceof Parameter ? parameter : new Parameter(parameter));
    return this;
  }

  forward(): never {
    return noForward("ParameterList");
  }
}
