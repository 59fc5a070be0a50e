import { ValueError } from "@lumbre/tensor";
import { anything, bind, defineKind, type Kind, positional, type Signature } from "@lumbre/tensor/engine";

/** The first parameter of all optimizers; the base looks at it. */
export const params = positional("params", anything);

/** Both decay rates of Adam and its kin; {@link requireBetas} checks their range. */
export const betas: Kind<readonly [number, number]> = defineKind(
  "a list of two numbers, such as [0.9, 0.999]",
  (value) => Array.isArray(value) && value.length === 2 && value.every((beta) => typeof beta === "number"),
);

/** The arguments of a call by name: for signatures whose values are used together. */
export function bindNames<Values>(signature: Signature<readonly unknown[]>, given: ArrayLike<unknown>): Values {
  const values = bind(signature, given);
  return Object.fromEntries(signature.parameters.map(({ name }, i) => [name, values[i]])) as Values;
}

/** The options among the arguments of an optimizer's constructor, by name. */
export function bindOptions<Options>(signature: Signature<readonly unknown[]>, given: ArrayLike<unknown>): Options {
  const { params: _, ...options } = bindNames<Readonly<Record<string, unknown>>>(signature, given);
  return options as Options;
}

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
