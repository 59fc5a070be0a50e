import { ArgumentError, LumbreError } from "../errors.js";
import { describe, isPlainObject } from "./describe.js";
import { formatSignature, type Parameter, type Signature } from "./signature.js";
import { gatherNumbers } from "./spread.js";
import { suggest } from "./suggest.js";

/**
 * Brings the arguments of a call into the signature's order, with defaults for what is left out, as Python does:
 * by position, by name in one object at the end, or both. Nothing is ignored.
 *
 * @throws {ArgumentError} for a name that the signature does not have, a value given twice, one argument too many, a
 *   missing one, and a value of the wrong kind.
 */
export function bind<T extends readonly unknown[]>(signature: Signature<T>, given: ArrayLike<unknown>): T {
  const { parameters, spreadAt } = signature;
  const count = given.length;
  try {
    if (spreadAt >= 0 && spreadAt < count && typeof given[spreadAt] === "number") return bindSpread(signature, given);
    const bound = new Array<unknown>(parameters.length);
    // The way of nearly all calls: right, and without a second look. Anything else comes to bindSlowly.
    for (let i = 0; i < parameters.length; i++) {
      const parameter = parameters[i];
      const value = i < count ? given[i] : undefined;
      if (value === undefined) {
        if (parameter.isRequired) return bindSlowly(signature, given);
        bound[i] = parameter.initial;
      } else if (!parameter.isNamedOnly && parameter.kind.accepts(value)) {
        bound[i] = value;
      } else if (i === count - 1 && typeof value === "object" && addNamed(parameters, i, value, bound)) {
        return bound as unknown as T;
      } else {
        return bindSlowly(signature, given);
      }
    }
    return count > parameters.length ? bindSlowly(signature, given) : (bound as unknown as T);
  } catch (error) {
    throw error instanceof LumbreError ? error : unreadable(signature, given, error);
  }
}

/** The error for an argument that throws when it is looked at, such as a revoked proxy. */
function unreadable(
  { op, parameters }: Signature<readonly unknown[]>,
  given: ArrayLike<unknown>,
  cause: unknown,
): Error {
  const i = Array.from(given).findIndex((value, at) => {
    try {
      parameters[at]?.kind.accepts(value);
      isPlainObject(value);
      return false;
    } catch {
      return true;
    }
  });
  const name = parameters[i]?.name ?? "an argument";
  const why = cause instanceof Error ? cause.message : describe(cause);
  return new ArgumentError(`${op}: ${name} cannot be read: ${why}`, { cause });
}

/** {@link bind} for a call whose list of numbers stands one by one: `zeros(2, 3)`. */
function bindSpread<T extends readonly unknown[]>(signature: Signature<T>, given: ArrayLike<unknown>): T {
  const { parameters, spreadAt } = signature;
  const count = given.length;
  const bound = new Array<unknown>(parameters.length);
  for (let i = 0; i < spreadAt; i++) {
    if (!parameters[i].kind.accepts(given[i]))
      return bindSlowly(signature, gatherNumbers(signature.op, given, spreadAt));
    bound[i] = given[i];
  }
  let end = spreadAt;
  const list: unknown[] = [];
  while (end < count && typeof given[end] === "number") list.push(given[end++]);
  bound[spreadAt] = list;
  const options = end < count ? given[end] : noOptions;
  const isRight = end >= count - 1 && typeof options === "object" && addNamed(parameters, spreadAt + 1, options, bound);
  return isRight ? (bound as unknown as T) : bindSlowly(signature, gatherNumbers(signature.op, given, spreadAt));
}

const noOptions = {};

/** Adds the values of the parameters from index `first` on, by name; false where something is not as it should be. */
function addNamed(
  parameters: readonly Parameter<unknown>[],
  first: number,
  options: object | null,
  bound: unknown[],
): boolean {
  if (options === null || Object.getPrototypeOf(options) !== Object.prototype) return false;
  let unread = 0;
  for (const _ in options) unread++;
  for (let i = first; i < parameters.length; i++) {
    const { name, kind, isRequired, isPositionalOnly, initial } = parameters[i];
    const value = (options as Readonly<Record<string, unknown>>)[name];
    if (value === undefined) {
      if (isRequired) return false;
      bound[i] = initial;
    } else {
      if (isPositionalOnly || !kind.accepts(value)) return false;
      bound[i] = value;
      unread--;
    }
  }
  return unread === 0;
}

/** {@link bind} for rare calls, and for wrong ones, which it explains. */
function bindSlowly<T extends readonly unknown[]>(signature: Signature<T>, given: ArrayLike<unknown>): T {
  const { op, parameters } = signature;
  const positional = Array.from(given);
  while (positional.length > 0 && positional[positional.length - 1] === undefined) positional.pop();
  const options = takeOptions(parameters, positional);
  requirePositional(signature, positional);
  const values = new Map<string, unknown>();
  for (const [i, value] of positional.entries()) {
    if (value !== undefined) values.set(parameters[i].name, value);
  }
  for (const [name, value] of Object.entries(options)) {
    if (!parameters.some((parameter) => parameter.name === name)) {
      throw unknownName(
        op,
        name,
        parameters.map((parameter) => parameter.name),
      );
    }
    if (value === undefined) continue;
    if (parameters.some((parameter) => parameter.name === name && parameter.isPositionalOnly)) {
      throw new ArgumentError(`${op}: ${name} is given by its position; write ${formatSignature(signature)}`);
    }
    if (values.has(name)) throw new ArgumentError(`${op}: ${name} is given twice, by position and by name`);
    values.set(name, value);
  }
  return parameters.map((parameter) => {
    const value = values.get(parameter.name);
    if (value !== undefined) return accepted(op, parameter, value);
    if (!parameter.isRequired) return parameter.initial;
    throw new ArgumentError(`${op}: missing argument ${parameter.name}; write ${formatSignature(signature)}`);
  }) as unknown as T;
}

/** Takes the object of names off the end of the arguments, unless the parameter in its place takes such objects. */
function takeOptions(
  parameters: readonly Parameter<unknown>[],
  positional: unknown[],
): Readonly<Record<string, unknown>> {
  const last = positional.length - 1;
  const value = positional[last];
  if (!isPlainObject(value)) return {};
  const parameter = parameters[last];
  if (parameter !== undefined && !parameter.isNamedOnly && parameter.kind.accepts(value)) return {};
  positional.pop();
  return value;
}

/** Throws for an argument too many, and for one that has to be given by name. */
function requirePositional(signature: Signature<readonly unknown[]>, positional: readonly unknown[]): void {
  const { op, parameters } = signature;
  if (positional.length > parameters.length) {
    throw new ArgumentError(
      `${op}: ${positional.length - parameters.length} argument(s) too many, ` +
        `got ${describe(positional[parameters.length])}; write ${formatSignature(signature)}`,
    );
  }
  const { name } = parameters.find(({ isNamedOnly }, i) => isNamedOnly && i < positional.length) ?? {};
  if (name !== undefined) {
    const value = describe(positional[parameters.findIndex((parameter) => parameter.name === name)]);
    throw new ArgumentError(
      `${op}: ${value} is one argument too many; ${name} is given by name: { ${name}: ${value} }`,
    );
  }
}

function accepted(op: string, { name, kind }: Parameter<unknown>, value: unknown): unknown {
  if (!kind.accepts(value)) throw kind.refusal(op, name, value);
  return value;
}

function unknownName(op: string, name: string, names: readonly string[]): ArgumentError {
  const meant = suggest(name, names);
  const hint = meant === null ? `it takes ${names.join(", ")}` : `did you mean ${meant}?`;
  return new ArgumentError(`${op}: unknown option ${name}; ${hint}`);
}

/**
 * Throws unless an object holds only properties of the given names: for objects that are no arguments, such as a group
 * of parameters.
 * @throws {ArgumentError} that names the nearest right one.
 */
export function requireNames(op: string, options: object, names: readonly string[]): void {
  for (const name of Object.keys(options)) if (!names.includes(name)) throw unknownName(op, name, names);
}
