import { ArgumentError } from "../errors.js";
import { isPlainObject } from "./describe.js";

/**
 * The arguments of a call, with numbers that stand one by one gathered into the list that the signature has in their
 * place: `zeros(2, 3)` is `zeros([2, 3])`. A list, or an object that may hold it by name, stays as it is.
 *
 * @param at The index of the list among the arguments.
 * @throws {ArgumentError} for `undefined` among the numbers, which is a mistake and no number left out.
 */
export function gatherNumbers(op: string, given: ArrayLike<unknown>, at: number): ArrayLike<unknown> {
  const count = given.length;
  if (count <= at) return isPlainObject(given[count - 1]) ? given : [...Array.from(given), []];
  if (typeof given[at] !== "number") return given;
  const list: unknown[] = [];
  let end = at;
  while (end < count && typeof given[end] === "number") list.push(given[end++]);
  if (end < count && given[end] === undefined)
    throw new ArgumentError(`${op}: number ${end - at} of the list is undefined`);
  const gathered: unknown[] = [];
  for (let i = 0; i < at; i++) gathered.push(given[i]);
  gathered.push(list);
  for (let i = end; i < count; i++) gathered.push(given[i]);
  return gathered;
}
