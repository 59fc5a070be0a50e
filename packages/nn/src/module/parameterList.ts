import type { Tensor } from "@lumbre/tensor";
import { Container, noForward, position } from "./container.js";
import { Parameter } from "./parameter.js";

/**
 * A list of parameters.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ParameterList.html
 */
export class ParameterList extends Container {
  static override readonly name: string = "ParameterList";

  constructor(parameters: Iterable<Tensor> = []) {
    super();
    for (const parameter of parameters) this.append(parameter);
  }

  override get length(): number {
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

  // biome-ignore lint/suspicious/noExplicitAny: a subclass may have a forward of any kind
  forward(..._inputs: any[]): any {
    return noForward("ParameterList");
  }
}
