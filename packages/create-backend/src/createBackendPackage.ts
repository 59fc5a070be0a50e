import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** What {@link createBackendPackage} has made. */
export interface BackendPackage {
  /** The package's name, which is its folder's. */
  readonly name: string;
  /** The backend's name, as users see it in messages: `metal` for `backend-metal`. */
  readonly backend: string;
  /** What was written, relative to the folder. */
  readonly files: readonly string[];
}

/** Files whose names mean something to npm when it publishes the template, and what they become. */
const renamed: Readonly<Record<string, string>> = { _gitignore: ".gitignore", "_package.json": "package.json" };

const template = fileURLToPath(new URL("../template/", import.meta.url));
const manifest = fileURLToPath(new URL("../package.json", import.meta.url));

/** `metal` of `backend-metal`, `lumbre-backend-metal` and `metal-backend`. */
function backendName(packageName: string): string {
  return packageName.replace(/^(lumbre-)?(backend-)?/, "").replace(/-backend$/, "") || packageName;
}

/** `WebGpu` of `web-gpu`: for names of functions. */
function pascalCase(name: string): string {
  return name.replace(/(?:^|[^a-z0-9]+)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/**
 * Writes a package with a new backend into a folder: it works, for the CPU computes the kernels that are not written yet, and
 * its test says which these are.
 *
 * @param folder A new or empty folder, whose name becomes the package's: lower-case letters, digits, `-`, `_` and `.`.
 * @throws {Error} for a folder that is not empty, or a name that npm does not take.
 * @throws {TypeError} for what is no path.
 * @example
 * // no-run: writes files
 * createBackendPackage("backend-metal").backend; // => metal
 */
export function createBackendPackage(folder: string): BackendPackage {
  if (typeof folder !== "string" || folder === "" || arguments.length > 1)
    throw new TypeError("create-backend: expected the path of one folder; write createBackendPackage(folder)");
  const target = resolve(folder);
  const name = basename(target);
  if (!/^[a-z][a-z0-9._-]*$/.test(name)) {
    throw new Error(`create-backend: "${name}" is no package name; expected lower-case letters, digits, -, _ and .`);
  }
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new Error(`create-backend: ${folder} is not empty; expected a new folder`);
  }
  const backend = backendName(name);
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  const fill = (text: string): string =>
    text
      .replaceAll("__PACKAGE__", name)
      .replaceAll("__NAME__", backend)
      .replaceAll("__Name__", pascalCase(backend))
      .replaceAll("__VERSION__", version);
  const files = filesBelow(template).map((path) => {
    const written = fill(renamed[path] ?? path);
    mkdirSync(dirname(join(target, written)), { recursive: true });
    writeFileSync(join(target, written), fill(readFileSync(join(template, path), "utf8")));
    return written;
  });
  return { name, backend, files };
}
