import { anything, bind, defineSignature, optional } from "@lumbre/tensor/engine";
import { check } from "./container.js";
import { ListContainer } from "./listContainer.js";
import type { Module } from "./module.js";
import { requireModule } from "./require.js";

const signature = defineSignature("ModuleList", optional<unknown>("modules", anything, []));

/**
 * A list of modules that a network calls as it likes.
 *
 * @throws {ArgumentError} for an element that is no module.
 * @example
 * const list = new nn.ModuleList([new nn.ReLU()]).append(new nn.Tanh());
 * list.length; // => 2
 * list.at(-1); // => Tanh()
 * list[0]; // => ReLU()
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ModuleList.html
 */
export class ModuleList<M extends Module = Module> extends ListContainer<M> {
  static override readonly name: string = "ModuleList";

  constructor(modules?: Iterable<M>) {
    const [given] = bind(signature, arguments);
    super();
    this.extend(given as Iterable<M>);
  }

  override [check](what: string, value: unknown): M {
    return requireModule("ModuleList", what, value) as M;
  }
}
