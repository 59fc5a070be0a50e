import type { DatasetName } from "../protocol.js";

/** What a program for Fashion-MNIST has in place of what one for MNIST has: its own mean and standard deviation, too. */
const changes: readonly (readonly [mnist: string, fashion: string])[] = [
  ["and reads digits with it", "and tells pieces of clothing apart with it"],
  ["white ink on black", "light on black"],
  ["sub(0.1307).div(0.3081)", "sub(0.2860).div(0.3530)"],
  ["import MNIST", "import FashionMNIST"],
  ["= MNIST(", "= FashionMNIST("],
  ["test digits read right", "test images told right"],
];

/** A program that reads digits, for the images of that data set. */
export function forDataset(program: string, dataset: DatasetName): string {
  if (dataset === "mnist") return program;
  return changes.reduce((text, [mnist, fashion]) => text.replace(mnist, fashion), program);
}
