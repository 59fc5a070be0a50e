import { Tensor } from "@lumbre/tensor";
import { brandClass, otherCopy, requireTensor } from "@lumbre/tensor/engine";
import { version } from "../version.js";

type Class = abstract new (...args: never[]) => unknown;

const nnPackage = "@lumbre/nn";
const tensorBrand = Symbol.for("@lumbre/tensor");
const ours: Class[] = [];

/** Marks the instances of a class as made by this copy of the package. */
export function brand(type: Class): void {
  brandClass(type, nnPackage, version);
  ours.push(type);
}

/** True for a module, parameter or buffer of this copy. */
export function isOurs(value: unknown): boolean {
  return ours.some((type) => value instanceof type);
}

/** Refuses what another copy of this package, or of the tensors', made. @throws {DuplicatePackageError} */
export function refuseOtherCopy(op: string, value: unknown): void {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return;
  if (isOurs(value)) return;
  const error = otherCopy(op, value, ours[0], nnPackage, version);
  if (error !== null) throw error;
  if (tensorBrand in value && !(value instanceof Tensor)) requireTensor(op, value);
}
