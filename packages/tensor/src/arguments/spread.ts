import { ArgumentError } from "../errors.js";

/**
 * The arguments of a call, with numbers that stand one by one gathered into the list that the signature has in their
 * place: `zeros(2, 3)` is `zeros([2, 3])`.
 *
 * @param at The index of the list among the arguments.
 * @throws {ArgumentError} for `undefined` among the numbers, which is a mistake and no number left out.
 */
export function gatherNumbers(op: string, given: ArrayLike<unknown>, at: number): unknown[] {
  const all = Array.from(given);
  if (all.length <= at) return [...all, []];
  let end = at;
  while (end < all.length && typeof all[end] === "number") end++;
  if (end === at)
    return typeof all[at] === "object" && all[at] !== null && !Array.isArray(all[at]) ? all.toSpliced(at, 0, []) : all;
  if (end < all.length && all[end] === undefined)
    throw new ArgumentError(`${op}: number ${end - at} of the list is undefined`);
  return [...all.slice(0, at), all.slice(at, end), ...all.slice(end)];
}
