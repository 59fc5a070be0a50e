/** Values that come in by mistake, and whether a type admits them. */
export interface Wrong {
  readonly words: string;
  readonly value: unknown;
  isAdmitted(types: readonly string[]): boolean;
}

const has = (types: readonly string[], pattern: RegExp): boolean =>
  types.some((type) => type === "any" || pattern.test(type));

/** NaN is not among them: a number that is a value takes it, a setting refuses it. */
export const wrongs: readonly Wrong[] = [
  { words: "null", value: null, isAdmitted: (types) => has(types, /^null$/) },
  { words: '"text"', value: "text", isAdmitted: (types) => has(types, /^(string|Sized)$/) },
  { words: "{}", value: {}, isAdmitted: (types) => has(types, /^(object|Readonly<Record<)/) },
  { words: "a function", value: () => 0, isAdmitted: (types) => has(types, /^(function|Transform|Sized)/) },
  { words: "7", value: 7, isAdmitted: (types) => has(types, /^number$/) },
  { words: "true", value: true, isAdmitted: (types) => has(types, /^true$/) },
];
