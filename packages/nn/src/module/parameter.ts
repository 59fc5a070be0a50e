import { ArgumentError, Tensor } from "@lumbre/tensor";
import { aBoolean, aTensor, bind, defineSignature, describe, optional, required } from "@lumbre/tensor/engine";
import { brand, refuseOtherCopy } from "./copies.js";

const signature = defineSignature("Parameter", required("data", aTensor), optional("requiresGrad", aBoolean, true));

/** Options of {@link Parameter}. */
export interface ParameterOptions {
  /** True if it is trained. Default true. */
  readonly requiresGrad?: boolean;
}

/**
 * A tensor that a module learns: as a field of a module it is found by `parameters()`. Shares the memory of `data`.
 *
 * @param data The values.
 * @param requiresGrad True if it is trained. Default true.
 * @throws {ArgumentError} for what is no tensor.
 * @example
 * const p = new Parameter(tensor([1, 2]));
 * p.requiresGrad; // => true
 * p; // => Parameter containing:
 * // tensor([1., 2.], requires_grad=True)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html
 */
export class Parameter extends Tensor {
  constructor(data: Tensor, requiresGrad?: boolean | ParameterOptions) {
    const [values, isTrained] = bind(signature, arguments);
    super(values);
    this.requiresGrad = isTrained;
    Object.defineProperty(this, "toString", {
      value: () => `Parameter containing:\n${Tensor.prototype.toString.call(this)}`,
    });
  }
}

brand(Parameter);

/** A tensor as a parameter, or an error. @throws {ArgumentError} @throws {DuplicatePackageError} */
export function toParameter(op: string, what: string, value: unknown): Parameter {
  if (value instanceof Parameter) return value;
  refuseOtherCopy(op, value);
  if (value instanceof Tensor) return new Parameter(value);
  throw new ArgumentError(`${op}: ${what} is ${describe(value)}, not a tensor`);
}
