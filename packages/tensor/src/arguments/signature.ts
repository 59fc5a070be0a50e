import { type Kind, numbers } from "./kinds.js";

/** One parameter of a function. */
export interface Parameter<T> {
  /** PyTorch's name, in camelCase. */
  readonly name: string;
  readonly kind: Kind<T>;
  /** It has to be given: there is no default. */
  readonly isRequired: boolean;
  /** It is given by its position only, as what stands before the `/` in a Python signature. */
  readonly isPositionalOnly: boolean;
  /** It is given by name only, as what stands behind the `*` in PyTorch's signature. */
  readonly isNamedOnly: boolean;
  /** The default. */
  readonly initial: T | undefined;
}

/** What a function takes: its parameters in PyTorch's order. The one description that {@link bind} goes by. */
export interface Signature<T extends readonly unknown[]> {
  /** The function's name, as error messages have it. */
  readonly op: string;
  readonly parameters: readonly Parameter<unknown>[];
  /** The index of the list of numbers that may stand one by one, or -1: see {@link spread}. */
  readonly spreadAt: number;
  /** Never there; carries the types of the bound values. */
  readonly values?: T;
}

// What stands at the top of every module, signatures and their parameters, is marked as free of side effects, so that
// bundlers leave out the signatures of functions that a program does not use.

/** A parameter that has to be given. */
/* @__NO_SIDE_EFFECTS__ */
export function required<T>(name: string, kind: Kind<T>): Parameter<T> {
  return { name, kind, isRequired: true, isPositionalOnly: false, isNamedOnly: false, initial: undefined };
}

/** A parameter that has to be given, by its position. */
/* @__NO_SIDE_EFFECTS__ */
export function positional<T>(name: string, kind: Kind<T>): Parameter<T> {
  return { name, kind, isRequired: true, isPositionalOnly: true, isNamedOnly: false, initial: undefined };
}

/** A list of numbers that may also stand one by one: `zeros(2, 3)` is `zeros([2, 3])`. */
/* @__NO_SIDE_EFFECTS__ */
export function spread(name: string): SpreadParameter {
  return { ...required(name, numbers), isSpread: true };
}

/** A {@link spread} parameter. */
interface SpreadParameter extends Parameter<readonly number[]> {
  readonly isSpread: true;
}

/** A parameter with a default, which may be given by its position or by its name. */
/* @__NO_SIDE_EFFECTS__ */
export function optional<T>(name: string, kind: Kind<T>, initial: T): Parameter<T> {
  return { name, kind, isRequired: false, isPositionalOnly: false, isNamedOnly: false, initial };
}

/** A parameter with a default that is given by name only. */
/* @__NO_SIDE_EFFECTS__ */
export function named<T>(name: string, kind: Kind<T>, initial: T): Parameter<T> {
  return { name, kind, isRequired: false, isPositionalOnly: false, isNamedOnly: true, initial };
}

// biome-ignore lint/suspicious/noExplicitAny: parameters of any types
type AnyParameter = Parameter<any>;

type Values<P extends readonly AnyParameter[]> = {
  -readonly [I in keyof P]: P[I] extends Parameter<infer T> ? T : never;
};

/**
 * The signature of a function. Parameters by name only stand last.
 * `defineSignature("sum", required("x", aTensor), optional("dim", dims, null), optional("keepDim", aBoolean, false))`.
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineSignature<const P extends readonly AnyParameter[]>(
  op: string,
  ...parameters: P
): Signature<Values<P>> {
  return { op, parameters, spreadAt: parameters.findIndex((parameter) => "isSpread" in parameter) };
}

/** A signature as error messages write it: `sum(x, dim?, keepDim?, { dtype? })`. */
export function formatSignature({ op, parameters }: Signature<readonly unknown[]>): string {
  const write = ({ name, isRequired }: Parameter<unknown>): string => (isRequired ? name : `${name}?`);
  const positional = parameters.filter(({ isNamedOnly }) => !isNamedOnly).map(write);
  const byName = parameters.filter(({ isNamedOnly }) => isNamedOnly).map(write);
  if (byName.length > 0) positional.push(`{ ${byName.join(", ")} }`);
  return `${op}(${positional.join(", ")})`;
}
