import type { Tensor } from "@lumbre/tensor";
import { Container, position } from "./container.js";
import { forwardInTurn } from "./fusion.js";
import { Module } from "./module.js";

/**
 * Modules one after the other: each takes what the one before it gives. Made from a list, or from an object that
 * names them. A `Conv2d`, `ReLU`, `MaxPool2d` or a `Linear`, `ReLU` in a row, of which no forward is hooked or
 * overridden, run as one kernel on devices that have it; results and gradients are the same.
 *
 * @example
 * const model = new nn.Sequential(new nn.Linear(4, 3), new nn.ReLU());
 * model(zeros(2, 4)).shape; // => [2, 3]
 * new nn.Sequential({ fc: new nn.Linear(4, 3), act: new nn.ReLU() }); // => Sequential(
 * //   (fc): Linear(in_features=4, out_features=3, bias=True)
 * //   (act): ReLU()
 * // )
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Sequential.html
 */
export class Sequential<Input = Tensor, Output = Tensor> extends Container<[input: Input], Output> {
  static override readonly name: string = "Sequential";

  constructor(...modules: Module[] | [named: Readonly<Record<string, Module>>]) {
    super();
    const [first] = modules;
    const named = first === undefined || first instanceof Module ? Object.entries(modules) : Object.entries(first);
    for (const [name, module] of named) this.set(name, module as Module);
  }

  forward(input: Input): Output {
    return forwardInTurn(this.children(), input) as Output;
  }

  /** How many modules there are. */
  override get length(): number {
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
