import { anything, bind, defineSignature, optional } from "@lumbre/tensor/engine";
import { check } from "./container.js";
import { DictContainer, type NamedEntries, pairsOf } from "./dictContainer.js";
import type { Module } from "./module.js";
import { requireModule } from "./require.js";

const signature = defineSignature("ModuleDict", optional<unknown>("modules", anything, {}));

/**
 * Modules by name.
 *
 * @throws {ArgumentError} for an entry that is no module.
 * @throws {ValueError} for a name that is empty, has a point in it, or is the container's own, such as `keys`.
 * @example
 * const dict = new nn.ModuleDict({ act: new nn.ReLU() });
 * dict.at("act"); // => ReLU()
 * dict.set("act", new nn.Tanh()).keys(); // => ["act"]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html
 */
export class ModuleDict<M extends Module = Module> extends DictContainer<M> {
  static override readonly name: string = "ModuleDict";

  constructor(modules?: NamedEntries<M>) {
    const [given] = bind(signature, arguments);
    super();
    for (const [name, module] of pairsOf(this.constructor.name, given as NamedEntries<M>)) this.add(name, module);
  }

  override [check](what: string, value: unknown): M {
    return requireModule("ModuleDict", what, value) as M;
  }
}
