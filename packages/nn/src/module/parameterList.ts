import type { Tensor } from "@lumbre/tensor";
import { anything, bind, defineSignature, optional } from "@lumbre/tensor/engine";
import { check } from "./container.js";
import { ListContainer } from "./listContainer.js";
import { type Parameter, toParameter } from "./parameter.js";

const signature = defineSignature("ParameterList", optional<unknown>("parameters", anything, []));

/**
 * A list of parameters; tensors become parameters.
 *
 * @throws {ArgumentError} for an element that is no tensor.
 * @example
 * new nn.ParameterList([zeros(2), ones(3)]).at(-1).shape; // => [3]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ParameterList.html
 */
export class ParameterList extends ListContainer<Parameter, never[], never, Tensor> {
  static override readonly name: string = "ParameterList";

  constructor(parameters?: Iterable<Tensor>) {
    const [given] = bind(signature, arguments);
    super();
    this.extend(given as Iterable<Tensor>);
  }

  override [check](what: string, value: unknown): Parameter {
    return toParameter("ParameterList", what, value);
  }
}
