interface NodeProcess {
  getBuiltinModule?(name: string): unknown;
}

/**
 * A module of Node's, without an import that bundlers for browsers would stumble over; null in browsers, and in Node before
 * 20.16.
 */
export function nodeModule<T>(name: string): T | null {
  const { process } = globalThis as { readonly process?: NodeProcess };
  return (process?.getBuiltinModule?.(name) as T | undefined) ?? null;
}
