import { anIntegerFrom, aTensor, defineKind, defineSignature, optional, required } from "@lumbre/tensor/engine";

/** How many classes a network tells apart, of which ImageNet has 1,000. */
/* @__NO_SIDE_EFFECTS__ */
export function classes(usual = 1000) {
  return optional("numClasses", anIntegerFrom(1), usual);
}

/** How many layers, or blocks, each of a network's four stages has. */
export const fourCounts = defineKind<readonly [number, number, number, number]>(
  "four integers >= 1",
  (value) =>
    Array.isArray(value) && value.length === 4 && value.every((count) => Number.isInteger(count) && count >= 1),
);

/** What the forward pass of a network takes. */
/* @__NO_SIDE_EFFECTS__ */
export function imagesSignature(network: string) {
  return defineSignature(network, required("x", aTensor));
}
