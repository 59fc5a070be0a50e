import { ArgumentError, type LumbreError, ValueError } from "../errors.js";
import { describe } from "./describe.js";

/** A kind of value that a parameter takes. */
export interface Kind<T> {
  /** What error messages call it: "a number". */
  readonly description: string;
  accepts(value: unknown): value is T;
  /** The error for a value that is not accepted. */
  refusal(op: string, name: string, value: unknown): LumbreError;
}

/** A kind of value, by what it is called and a test. */
/* @__NO_SIDE_EFFECTS__ */
export function defineKind<T>(
  description: string,
  accepts: (value: unknown) => boolean,
  refusal = (op: string, name: string, value: unknown): LumbreError =>
    new ArgumentError(`${op}: ${name} must be ${description}, got ${describe(value)}`),
): Kind<T> {
  return { description, accepts: accepts as (value: unknown) => value is T, refusal };
}

/** A kind of number: what is no number is an ArgumentError, a number out of range a ValueError. */
/* @__NO_SIDE_EFFECTS__ */
function defineNumberKind(description: string, accepts: (value: number) => boolean): Kind<number> {
  return defineKind(
    description,
    (value) => typeof value === "number" && accepts(value),
    (op, name, value) => {
      const Refusal = typeof value === "number" ? ValueError : ArgumentError;
      return new Refusal(`${op}: ${name} must be ${description}, got ${describe(value)}`);
    },
  );
}

/** Any number, NaN and the infinities among them: a value, not a setting. */
export const aNumber: Kind<number> = defineNumberKind("a number", () => true);

/** A setting, such as a factor. */
export const aFiniteNumber: Kind<number> = defineNumberKind("a finite number", Number.isFinite);

export const anInteger: Kind<number> = defineNumberKind("an integer", Number.isInteger);

/** An integer that is at least `minimum`. */
/* @__NO_SIDE_EFFECTS__ */
export function anIntegerFrom(minimum: number): Kind<number> {
  return defineNumberKind(`an integer >= ${minimum}`, (value) => Number.isInteger(value) && value >= minimum);
}

/** A number from `minimum` to `maximum`, both included. */
/* @__NO_SIDE_EFFECTS__ */
export function aNumberBetween(minimum: number, maximum: number): Kind<number> {
  return defineNumberKind(
    `a number between ${minimum} and ${maximum}`,
    (value) => value >= minimum && value <= maximum,
  );
}

/** A finite number that is at least `minimum`. */
/* @__NO_SIDE_EFFECTS__ */
export function aNumberFrom(minimum: number): Kind<number> {
  return defineNumberKind(`a number >= ${minimum}`, (value) => Number.isFinite(value) && value >= minimum);
}

export const aBoolean: Kind<boolean> = defineKind("true or false", (value) => typeof value === "boolean");

export const aString: Kind<string> = defineKind("a string", (value) => typeof value === "string");

/* @__NO_SIDE_EFFECTS__ */
// biome-ignore lint/suspicious/noExplicitAny: a function of any type; callers say which
export function aFunction<F extends (...args: any[]) => unknown>(description = "a function"): Kind<F> {
  return defineKind(description, (value) => typeof value === "function");
}

/** One of some words, such as a mode. @throws {ValueError} for another word. */
/* @__NO_SIDE_EFFECTS__ */
export function oneOf<const T extends string>(...words: readonly T[]): Kind<T> {
  const list = words.map((word) => `"${word}"`);
  const expected = list.length === 1 ? list[0] : `${list.slice(0, -1).join(", ")} or ${list[list.length - 1]}`;
  return defineKind(
    expected,
    (value) => words.includes(value as T),
    (op, name, value) =>
      new ValueError(`${op}: ${describe(value)} is not a valid value for ${name}; expected ${expected}`),
  );
}

/** An array of numbers, such as sizes; what they have to be is checked by the function. */
export const numbers: Kind<readonly number[]> = defineKind("a list of numbers", isNumberList);

/** One number, or one for each dimension; what they have to be is checked by the function. */
export const sizes: Kind<number | readonly number[]> = defineKind(
  "a number or a list of numbers",
  (value) => typeof value === "number" || isNumberList(value),
);

function isNumberList(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  for (const element of value) if (typeof element !== "number") return false;
  return true;
}

/** A value of a kind, or null. */
/* @__NO_SIDE_EFFECTS__ */
export function nullable<T>(kind: Kind<T>): Kind<T | null> {
  return {
    description: `${kind.description} or null`,
    accepts: (value): value is T | null => value === null || kind.accepts(value),
    refusal: kind.refusal,
  };
}

/** A value of one of several kinds. */
/* @__NO_SIDE_EFFECTS__ */
export function either<T>(
  ...kinds: { readonly [I in keyof T]: Kind<T[I]> } & readonly Kind<unknown>[]
): Kind<T[keyof T & number]> {
  return defineKind(kinds.map(({ description }) => description).join(" or "), (value) =>
    kinds.some((kind) => kind.accepts(value)),
  );
}

/** An instance of a class. */
/* @__NO_SIDE_EFFECTS__ */
export function anInstanceOf<T>(type: abstract new (...args: never[]) => T, description: string): Kind<T> {
  return defineKind(description, (value) => value instanceof type);
}

/** Anything: for what a function checks itself. */
export const anything: Kind<unknown> = defineKind("a value", () => true);
