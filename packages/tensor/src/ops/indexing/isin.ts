import { bind } from "../../arguments/bind.js";
import { aBoolean } from "../../arguments/kinds.js";
import { defineSignature, named, required } from "../../arguments/signature.js";
import { anOperand } from "../../arguments/tensorKinds.js";
import { written } from "../../creation/written.js";
import { ArgumentError, DeviceError } from "../../errors.js";
import type { Operand } from "../../op/op.js";
import { peek } from "../../reading.js";
import type { Tensor } from "../../tensor.js";

const signature = defineSignature(
  "isin",
  required("elements", anOperand),
  required("testElements", anOperand),
  named("assumeUnique", aBoolean, false),
  named("invert", aBoolean, false),
);

/** Options of {@link isin}. */
export interface IsinOptions {
  /** Both have no element twice; it changes nothing. Default false. */
  readonly assumeUnique?: boolean;
  /** True for elements that are not among the others. Default false. */
  readonly invert?: boolean;
}

/**
 * True for each element that is among others. NaN is among none. Reads the tensors.
 *
 * Shapes: those of `elements`.
 *
 * @param elements A tensor, or a number.
 * @param testElements A tensor of any shape, or a number; one of both is a tensor.
 * @param options.assumeUnique Both have no element twice; it changes nothing. Default false.
 * @param options.invert True for elements that are not among the others. Default false.
 * @throws {ArgumentError} for two numbers.
 * @throws {DeviceError} for tensors on two devices, or on one that cannot be read at once.
 * @example
 * isin(tensor([1, 2, 3]), tensor([2, 3])); // => tensor([False,  True,  True])
 * @see https://pytorch.org/docs/stable/generated/torch.isin.html
 */
export function isin(elements: Operand, testElements: Operand, options?: IsinOptions): Tensor {
  const [wanted, among, , invert] = bind(signature, arguments);
  const one = typeof wanted === "number" ? among : wanted;
  if (typeof one === "number") throw new ArgumentError("isin: one of elements and testElements must be a tensor");
  if (typeof wanted !== "number" && typeof among !== "number" && wanted.device !== among.device) {
    throw new DeviceError(
      `isin: tensors on two devices, ${wanted.device.name} and ${among.device.name}; move one with .to(device)`,
    );
  }
  const read = (x: Operand): ArrayLike<number> => (typeof x === "number" ? [x] : peek("isin", x.detach().contiguous()));
  const others = new Set(Array.from(read(among)));
  others.delete(Number.NaN);
  return written(typeof wanted === "number" ? [] : wanted.shape, "bool", one.device, (out) => {
    const data = read(wanted);
    for (let i = 0; i < data.length; i++) out[i] = Number(others.has(data[i]) !== invert);
  });
}
