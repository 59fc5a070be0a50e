import { DuplicatePackageError } from "../errors.js";

// Two copies of a package that are loaded at the same time have two classes of each name, and `instanceof` knows only its
// own. A brand under a registered symbol lets one copy recognise, by its version, what another one made.

/** Marks the instances of a class as made by this copy of a package. */
export function brandClass(type: { readonly prototype: object }, packageName: string, packageVersion: string): void {
  Object.defineProperty(type.prototype, Symbol.for(packageName), { value: packageVersion });
}

/** The error for a value that another copy of a package made, or null for any other value. */
export function otherCopy(
  op: string,
  value: unknown,
  type: abstract new (...args: never[]) => unknown,
  packageName: string,
  packageVersion: string,
): DuplicatePackageError | null {
  const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
  if (!isObject) return null;
  const other = brandOf(value as object, type, packageName);
  if (typeof other !== "string") return null;
  return new DuplicatePackageError(
    `${op}: two copies of ${packageName} are loaded: ${packageVersion}, which ${op} belongs to, and ${other}, which made ` +
      `what it was given; install one (\`npm ls ${packageName}\` shows who brings which)`,
  );
}

/** The version of the package that made a value; undefined for one that is ours, or cannot be looked at. */
function brandOf(value: object, type: abstract new (...args: never[]) => unknown, packageName: string): unknown {
  try {
    return value instanceof type ? undefined : (value as Record<symbol, unknown>)[Symbol.for(packageName)];
  } catch {
    return undefined;
  }
}

export const tensorPackage = "@lumbre/tensor";
