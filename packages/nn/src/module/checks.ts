import { ValueError } from "@lumbre/tensor";

/** Throws unless a size is a whole number >= `least`. */
export function requireCount(layer: string, name: string, value: number, least = 0): void {
  if (!Number.isInteger(value) || value < least)
    throw new ValueError(`${layer}: ${name} must be a whole number >= ${least}, got ${value}`);
}

/** A size for all directions as one per direction. @throws {ValueError} unless each is a whole number >= `least`. */
export function sizes(
  layer: string,
  name: string,
  value: number | readonly number[],
  count: number,
  least: number,
): readonly number[] {
  const list = typeof value === "number" ? new Array<number>(count).fill(value) : [...value];
  if (list.length !== count)
    throw new ValueError(`${layer}: ${name} must be one number or ${count}, got [${list.join(", ")}]`);
  for (const size of list) requireCount(layer, name, size, least);
  return list;
}
