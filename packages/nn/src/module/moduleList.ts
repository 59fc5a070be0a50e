import { Container, noForward, position } from "./container.js";
import type { Module } from "./module.js";

/**
 * A list of modules that a network calls as it likes.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ModuleList.html
 */
export class ModuleList<M extends Module = Module> extends Container {
  static override readonly name: string = "ModuleList";

  constructor(modules: Iterable<M> = []) {
    super();
    for (const module of modules) this.append(module);
  }

  override get length(): number {
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

  // biome-ignore lint/suspicious/noExplicitAny: a subclass may have a forward of any kind
  forward(..._inputs: any[]): any {
    return noForward("ModuleList");
  }
}
