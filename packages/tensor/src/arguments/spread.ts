import { ArgumentError } from "../errors.js";

/**
 * The arguments of a call, with numbers that stand one by one gathered into the list that the signature has in their
 * place: `zeros(2, 3)` is `zeros([2, 3])`. A list, or an object that may hold it by name, stays as it is.
 *
 * @param at The index of the list among the arguments.
 * @throws {ArgumentError} for `undefined` among the numbers, which is a mistake and no number left out.
 */
export function gatherNumbers(op: string, given: ArrayLike<unknown>, at: number): ArrayLike<unknown> {
  const count = given.length;
  let end = at;
  while (end < count && typeof given[end] === "number") end++;
  if (end === at) return given;
  if (end < count && given[end] === undefined) {
    throw new ArgumentError(`${op}: number ${end - at} of the list is undefined`);
  }
  const list = new Array<unknown>(end - at);
  for (let i = at; i < end; i++) list[i - at] = given[i];
  const gathered = new Array<unknown>(at + 1 + count - end);
  for (let i = 0; i < at; i++) gathered[i] = given[i];
  gathered[at] = list;
  for (let i = end; i < count; i++) gathered[at + 1 + i - end] = given[i];
  return gathered;
}
