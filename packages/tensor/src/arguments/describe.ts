const longestList = 6;

/** A value of any type, as error messages show it: short, and never a failure of its own. */
export function describe(value: unknown): string {
  try {
    return describeReadable(value);
  } catch {
    return "an object that cannot be read";
  }
}

function describeReadable(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value);
    case "function":
      return describeFunction(value);
    case "object":
      return value === null ? "null" : describeObject(value);
    case "bigint":
      return `${value}n`;
    default:
      return String(value);
  }
}

function describeFunction(value: { readonly name: string }): string {
  // An object that can be called, such as a module, has a class of its own.
  const type = value.constructor?.name ?? "";
  if (!type.endsWith("Function")) return describeInstance(value);
  const isClass = /^class\b/.test(Function.prototype.toString.call(value));
  if (isClass) return `the class ${value.name}`;
  return value.name === "" ? "a function" : `the function ${value.name}`;
}

function describeObject(value: object): string {
  if (Array.isArray(value)) {
    const shown = value.slice(0, longestList).map((element) => (Array.isArray(element) ? "[...]" : describe(element)));
    return `[${shown.join(", ")}${value.length > longestList ? `, ... ${value.length} in all` : ""}]`;
  }
  const { shape } = value as { readonly shape?: unknown };
  if (Array.isArray(shape) && "dtype" in value) return `a tensor of shape [${shape.join(", ")}]`;
  if (isPlainObject(value)) {
    const keys = Object.keys(value);
    return keys.length === 0 ? "{}" : `an object with ${keys.slice(0, longestList).join(", ")}`;
  }
  return describeInstance(value);
}

function describeInstance(value: object): string {
  const name: unknown = value.constructor?.name;
  return typeof name === "string" && name !== "" ? `an instance of ${name}` : "an object";
}

/** True for an object literal, also of another realm, such as an iframe's: no class instance, no array. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  try {
    if (Array.isArray(value)) return false;
    const prototype: object | null = Object.getPrototypeOf(value);
    return (
      prototype === null || (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "hasOwnProperty"))
    );
  } catch {
    // A revoked proxy.
    return false;
  }
}
