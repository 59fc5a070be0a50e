import { noGrad } from "@lumbre/autograd";
import { ArgumentError, Device, type DType, type Tensor, Tensor as TensorClass } from "@lumbre/tensor";
import {
  aDevice,
  aFloatDType,
  bind,
  defineKind,
  defineSignature,
  deviceName,
  internals,
  isFloat,
  nullable,
  optional,
} from "@lumbre/tensor/engine";
import type { Module } from "./module.js";
import { warnOfPlainTensors } from "./warnings.js";

/** Options of `module.to`. */
export interface MoveOptions {
  /** The device to move to. Default: where each tensor is. */
  readonly device?: Device | null;
  /** The dtype for floats, float32 or float64. Default: each tensor's own. */
  readonly dtype?: DType | null;
}

/** What `module.to` takes first. */
export type MoveTarget = Device | DType | Tensor;

const aTarget = defineKind<MoveTarget>(
  "a device, a float dtype or a tensor",
  (value) => value instanceof Device || value instanceof TensorClass || aFloatDType.accepts(value),
  (op, name, value) =>
    typeof value === "string" && !deviceName.test(value)
      ? aFloatDType.refusal(op, "dtype", value)
      : aDevice.refusal(op, name, value),
);

const signature = defineSignature(
  "to",
  optional("device", nullable(aTarget), null),
  optional("dtype", nullable(aFloatDType), null),
);

/** `to` of any module, from its arguments. */
export function moveModule(module: Module, given: IArguments): void {
  const [target, second] = bind(signature, given);
  if (target === null && second === null)
    throw new ArgumentError("to: expected a device, a float dtype or a tensor; write to(device?, dtype?)");
  if (typeof target === "string" && second !== null)
    throw new ArgumentError(`to: the dtype is given twice; write to("${second}") or to(device, "${second}")`);
  const device = target instanceof Device ? target : target instanceof TensorClass ? target.device : null;
  const first = typeof target === "string" ? target : target instanceof TensorClass ? target.dtype : null;
  const dtype = second ?? (first !== null && isFloat(first) ? first : null);
  const move = (x: Tensor): Tensor => x.to(device ?? x.device, isFloat(x.dtype) ? (dtype ?? x.dtype) : x.dtype);
  for (const part of module.modules()) warnOfPlainTensors(part);
  for (const tensor of [...module.parameters(), ...module.buffers()]) {
    noGrad(() => internals(tensor).setData(move(tensor.detach())));
    if (tensor.grad !== null) tensor.grad = move(tensor.grad.detach());
  }
}
