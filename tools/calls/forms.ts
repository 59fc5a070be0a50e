import type { Parameter, Taken } from "./parameters.js";

/** Makes a good value, anew for each call: functions may write into it. */
export type Make = (taken: Taken) => unknown;

/** The parameters that take values by position; what stands behind them is given by name only. */
export function positionals(form: readonly Parameter[]): Parameter[] {
  return form.filter(({ types }) => types.length > 0);
}

/** What is given by name only. */
export function namedOnly(form: readonly Parameter[]): Taken[] {
  const byPosition = new Set(positionals(form).map(({ name }) => name));
  const last = form.find(({ types }) => types.length === 0);
  return (last?.named ?? []).filter(({ name }) => !byPosition.has(name));
}

/** All parameters: those with a position first. */
export function all(form: readonly Parameter[]): Taken[] {
  return [...positionals(form), ...namedOnly(form)];
}

/** Arguments by position, and by name what has no position. */
export function positionalCall(form: readonly Parameter[], make: Make): unknown[] {
  const values = positionalValues(positionals(form), make);
  const rest = namedOnly(form);
  return rest.length === 0 ? values : [...values, byName(rest, make)];
}

/** Arguments by position as far as index `first`, and by name from there on. */
export function mixedCall(form: readonly Parameter[], first: number, make: Make): unknown[] {
  const before = positionals(form).slice(0, first);
  return [...positionalValues(before, make), byName([...positionals(form).slice(first), ...namedOnly(form)], make)];
}

/** The indices from which on arguments may be given by name, as the types have it. */
export function mixedFrom(form: readonly Parameter[]): number[] {
  return positionals(form).flatMap(({ named, isRest }, i) => (named === null || isRest ? [] : [i]));
}

export function byName(taken: readonly Taken[], make: Make): Record<string, unknown> {
  return Object.fromEntries(taken.map((one) => [one.name, make(one)]));
}

/** Values of parameters, those of a rest parameter one by one. */
export function positionalValues(parameters: readonly Parameter[], make: Make): unknown[] {
  return parameters.flatMap((parameter) => {
    const value = make(parameter);
    return parameter.isRest ? (value as unknown[]) : [value];
  });
}
