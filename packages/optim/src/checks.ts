import { ValueError } from "@lumbre/tensor";

/** Throws PyTorch's message unless the value is a number >= 0. `what` is PyTorch's name for the option. */
export function requireNonNegative(optimizer: string, what: string, value: number): void {
  if (!(value >= 0)) throw new ValueError(`${optimizer}: Invalid ${what}: ${value}; expected a number >= 0`);
}

/** Throws PyTorch's message unless both coefficients are in [0, 1). */
export function requireBetas(optimizer: string, betas: readonly [number, number]): void {
  for (const [i, beta] of betas.entries()) {
    if (!(beta >= 0 && beta < 1)) {
      throw new ValueError(
        `${optimizer}: Invalid beta parameter at index ${i}: ${beta}; expected a number >= 0 and < 1`,
      );
    }
  }
}
