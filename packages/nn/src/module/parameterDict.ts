import type { Tensor } from "@lumbre/tensor";
import { anything, bind, defineSignature, optional } from "@lumbre/tensor/engine";
import { check } from "./container.js";
import { DictContainer, type NamedEntries, pairsOf } from "./dictContainer.js";
import { type Parameter, toParameter } from "./parameter.js";

const signature = defineSignature("ParameterDict", optional<unknown>("parameters", anything, {}));

/**
 * Parameters by name; tensors become parameters.
 *
 * @throws {ArgumentError} for an entry that is no tensor.
 * @throws {ValueError} for a name that is empty, has a point in it, or is the container's own, such as `keys`.
 * @example
 * const gains = new nn.ParameterDict({ left: ones(2), right: ones(2) });
 * gains.at("left").requiresGrad; // => true
 * gains.keys(); // => ["left", "right"]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html
 */
export class ParameterDict extends DictContainer<Parameter, Tensor> {
  static override readonly name: string = "ParameterDict";

  constructor(parameters?: NamedEntries<Tensor>) {
    const [given] = bind(signature, arguments);
    super();
    for (const [name, parameter] of pairsOf(this.constructor.name, given as NamedEntries<Tensor>))
      this.add(name, parameter);
  }

  override [check](what: string, value: unknown): Parameter {
    return toParameter("ParameterDict", what, value);
  }
}
