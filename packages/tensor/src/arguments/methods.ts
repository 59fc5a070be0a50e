import { bind } from "./bind.js";
import { defineSignature } from "./signature.js";

/**
 * Throws for arguments of a method that takes none. What ops call at every step looks at their number and no further.
 * @param before How many of them stand for the tensor: 1 in a function that becomes a method.
 */
export function takesNothing(op: string, given: IArguments, before = 0): void {
  if (given.length > before) bind(defineSignature(op), Array.from(given).slice(before));
}
