import { HubError } from "./errors.js";

/** What a value must be, in words, and whether it is that. */
export interface Kind {
  readonly words: string;
  has(value: unknown): boolean;
}

const kind = (words: string, has: (value: unknown) => boolean): Kind => ({ words, has });

export const aString = kind("a string", (value) => typeof value === "string" && value !== "");
export const aBoolean = kind("true or false", (value) => typeof value === "boolean");
export const aFunction = kind("a function", (value) => typeof value === "function");
export const aSignal = kind("an AbortSignal", (value) => value instanceof AbortSignal);
export const bytesOfFile = kind("a Uint8Array", (value) => value instanceof Uint8Array);
export const aCount = kind("an integer >= 0", (value) => Number.isSafeInteger(value) && (value as number) >= 0);
export const aNumber = kind("a number >= 0", (value) => typeof value === "number" && value >= 0);
export const numbers = kind("a list of numbers >= 0", (value) => Array.isArray(value) && value.every(aNumber.has));
export const strings = kind("a list of strings", (value) => Array.isArray(value) && value.every(aString.has));
export const someStrings = kind(
  "a string or a list of some",
  (value) => aString.has(value) || (strings.has(value) && (value as string[]).length > 0),
);
export const anMd5 = kind("32 hexadecimal digits", (value) => /^[0-9a-f]{32}$/i.test(String(value)));
export const aSha256 = kind("the 64 hexadecimal digits of a SHA-256, or its first 8 or more", (value) =>
  /^[0-9a-f]{8,64}$/i.test(String(value)),
);

export const oneOf = (...names: readonly string[]): Kind =>
  kind(names.map((name) => JSON.stringify(name)).join(" or "), (value) => names.includes(value as string));

/** Throws unless a value is of a kind. @throws {HubError} */
export function checkArgument(op: string, name: string, value: unknown, { words, has }: Kind): void {
  if (!has(value)) throw new HubError(`${op}: ${name} must be ${words}, got ${shown(value)}`);
}

/**
 * Throws unless the options have only known names, each with a value of its kind, undefined or null.
 *
 * @throws {HubError}
 */
export function checkOptions(op: string, options: unknown, kinds: Readonly<Record<string, Kind>>): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new HubError(`${op}: options must be an object, got ${shown(options)}`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(kinds, name)) {
      throw new HubError(`${op}: unknown option ${name}; expected ${Object.keys(kinds).join(", ")}`);
    }
    if (value !== undefined && value !== null) checkArgument(op, name, value, kinds[name]);
  }
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return typeof value === "function" ? "a function" : String(value);
}
