import { bind } from "../arguments/bind.js";
import { takesNothing } from "../arguments/methods.js";
import { defineSignature, required } from "../arguments/signature.js";
import { aTensor } from "../arguments/tensorKinds.js";
import { cpu as cpuDevice } from "../device.js";
import { callAs } from "../op/callAs.js";
import type { Tensor } from "../tensor.js";

// PyTorch's short names of to(dtype) and to(device), which are methods only.

const typeAsSignature = defineSignature("typeAs", required("x", aTensor), required("other", aTensor));

/**
 * The tensor as float32; itself when it is float32 already.
 *
 * @example
 * tensor([1, 2], { dtype: "int32" }).float(); // => tensor([1., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.float.html
 */
export function float(x: Tensor): Tensor {
  takesNothing("float", arguments, 1);
  return callAs("float", () => x.to("float32"));
}

/**
 * The tensor as float64; itself when it is float64 already.
 *
 * @example
 * tensor([1, 2]).double().dtype; // => float64
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.double.html
 */
export function double(x: Tensor): Tensor {
  takesNothing("double", arguments, 1);
  return callAs("double", () => x.to("float64"));
}

/**
 * The tensor as int32, fractions cut off; itself when it is int32 already.
 *
 * @example
 * tensor([1.7, -1.7]).int(); // => tensor([ 1, -1])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.int.html
 */
export function int(x: Tensor): Tensor {
  takesNothing("int", arguments, 1);
  return callAs("int", () => x.to("int32"));
}

/**
 * The tensor as int32, which holds labels and indices here: there is no int64.
 *
 * @example
 * tensor([3, 1]).long(); // => tensor([3, 1])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.long.html
 */
export function long(x: Tensor): Tensor {
  takesNothing("long", arguments, 1);
  return callAs("long", () => x.to("int32"));
}

/**
 * The tensor as bool: true for what is not 0.
 *
 * @example
 * tensor([0, 2, NaN]).bool(); // => tensor([False,  True,  True])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.bool.html
 */
export function bool(x: Tensor): Tensor {
  takesNothing("bool", arguments, 1);
  return callAs("bool", () => x.to("bool"));
}

/**
 * The tensor as uint8, fractions cut off; itself when it is uint8 already.
 *
 * @example
 * tensor([7.5, 255]).byte(); // => tensor([  7, 255], dtype=uint8)
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.byte.html
 */
export function byte(x: Tensor): Tensor {
  takesNothing("byte", arguments, 1);
  return callAs("byte", () => x.to("uint8"));
}

/**
 * The tensor on the CPU reference, the device `cpu`; itself when it is there already.
 *
 * @throws {DeviceError} from a device that can only be read with `await`.
 * @example
 * tensor([1]).cpu().device === cpu; // => true
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.cpu.html
 */
export function cpu(x: Tensor): Tensor {
  takesNothing("cpu", arguments, 1);
  return callAs("cpu", () => x.to(cpuDevice));
}

/**
 * The tensor with the dtype of another one.
 *
 * @param other The tensor whose dtype to take.
 * @example
 * tensor([1.5]).typeAs(tensor([2], { dtype: "int32" })); // => tensor([1])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.type_as.html
 */
export function typeAs(x: Tensor, other: Tensor): Tensor {
  [x, other] = bind(typeAsSignature, arguments);
  return callAs("typeAs", () => x.to(other.dtype));
}
