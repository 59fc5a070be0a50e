import { ArgumentError, type Tensor } from "@lumbre/tensor";
import { anything, bind, defineSignature, isPlainObject, positional } from "@lumbre/tensor/engine";
import { stackError } from "./callable.js";
import { check, hold } from "./container.js";
import { type NamedEntries, pairsOf } from "./dictContainer.js";
import { held } from "./fields.js";
import { forwardInTurn } from "./inTurn.js";
import { ListContainer } from "./listContainer.js";
import type { Module } from "./module.js";
import { requireModule } from "./require.js";

const forwardSignature = defineSignature("Sequential", positional("input", anything));

/**
 * Modules one after the other: each takes what the one before it gives. Made from a list, or from an object that
 * names them. A `Conv2d`, `ReLU`, `MaxPool2d` or a `Linear`, `ReLU` in a row, of which no forward is hooked or
 * overridden, run as one kernel on devices that have it; results and gradients are the same. In inference (`eval()` and no
 * gradient recorded) so does a `Conv2d` with its `BatchNorm2d` and the `ReLU`, `ReLU6`, `SiLU` or `Hardswish` after it: the
 * norm becomes a part of weights that are kept beside the model's own until one of these changes.
 *
 * @throws {ArgumentError} for an argument that is no module.
 * @example
 * const model = new nn.Sequential(new nn.Linear(4, 3), new nn.ReLU());
 * model(zeros(2, 4)).shape; // => [2, 3]
 * new nn.Sequential({ fc: new nn.Linear(4, 3), act: new nn.ReLU() }); // => Sequential(
 * //   (fc): Linear(in_features=4, out_features=3, bias=True)
 * //   (act): ReLU()
 * // )
 * model.extend([new nn.Flatten(), new nn.Dropout()]).length; // => 4
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Sequential.html
 */
export class Sequential<Input = Tensor, Output = Tensor> extends ListContainer<Module, [input: Input], Output> {
  static override readonly name: string = "Sequential";

  constructor(...modules: Module[] | [named: Readonly<Record<string, Module>> | ReadonlyMap<string, Module>]) {
    super();
    const [first] = modules;
    if (first instanceof Map || isPlainObject(first)) {
      if (modules.length > 1)
        throw new ArgumentError("Sequential: expected modules, or one object that names them, not both");
      for (const [name, module] of pairsOf("Sequential", first as NamedEntries<Module>))
        hold(this, name, this[check](`"${name}"`, module));
    } else {
      const checked = modules.map((module, i) => this[check](`argument ${i + 1}`, module));
      for (const module of checked) this.append(module);
    }
  }

  override forward(input: Input): Output {
    bind(forwardSignature, arguments);
    try {
      return forwardInTurn([...this[held]().values()], input) as Output;
    } catch (error) {
      throw stackError(error, this);
    }
  }

  override [check](what: string, value: unknown): Module {
    return requireModule("Sequential", what, value);
  }
}
