// What only some hosts have, without an import that a browser or its bundler would stumble over.

/** True where there is a file system: in Node, Bun and Deno. */
export function hasFileSystem(): boolean {
  return typeof process === "object" && typeof process.versions?.node === "string";
}

interface Modules {
  readonly "node:fs/promises": typeof import("node:fs/promises");
  readonly "node:module": typeof import("node:module");
  readonly "node:os": typeof import("node:os");
  readonly "node:path": typeof import("node:path");
}

/** Imports a module of Node's. Its name comes as a value, so that bundlers leave it alone. */
export function importModule<Name extends keyof Modules>(name: Name): Promise<Modules[Name]> {
  return import(/* webpackIgnore: true */ /* @vite-ignore */ name);
}
