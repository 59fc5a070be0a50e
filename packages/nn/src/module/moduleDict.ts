import { IndexError } from "@lumbre/tensor";
import { Container, noForward } from "./container.js";
import type { Module } from "./module.js";

/**
 * Modules by name.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html
 */
export class ModuleDict<M extends Module = Module> extends Container {
  static override readonly name: string = "ModuleDict";

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

  // biome-ignore lint/suspicious/noExplicitAny: a subclass may have a forward of any kind
  forward(..._inputs: any[]): any {
    return noForward("ModuleDict");
  }
}
