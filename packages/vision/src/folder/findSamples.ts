import { readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { DataError } from "@lumbre/datasets";

/** A file, and the index of its class. */
export type Sample = readonly [path: string, label: number];

/** The names of the classes, sorted, and the index of each by its name. */
export type FoundClasses = readonly [classes: readonly string[], classToIdx: Readonly<Record<string, number>>];

/** The folders in a folder, by name. @throws {DataError} if there are none, or no such folder. */
export function findClassFolders(op: string, directory: string): FoundClasses {
  const { folders } = list(op, directory);
  if (folders.length === 0) {
    throw new DataError(
      `${op}: couldn't find any class folder in ${directory}; expected its files in ${join(directory, "CLASS", "FILE")}`,
    );
  }
  return [folders, Object.fromEntries(folders.map((name, index) => [name, index]))];
}

/**
 * The valid files of each class and of the folders below it, the classes in the order of their names.
 *
 * @param extensions What the message says of valid files; null: nothing.
 * @throws {DataError} for classes without a valid file, unless they are allowed.
 */
export function findSamples(
  op: string,
  directory: string,
  classToIdx: Readonly<Record<string, number>>,
  isValidFile: (path: string) => boolean,
  extensions: readonly string[] | null,
  allowEmpty: boolean,
): Sample[] {
  const samples: Sample[] = [];
  const empty: string[] = [];
  for (const name of Object.keys(classToIdx).sort(byCodePoints)) {
    const before = samples.length;
    const folder = join(directory, name);
    if (isFolder(folder)) {
      for (const path of filesBelow(op, folder)) if (isValidFile(path)) samples.push([path, classToIdx[name]]);
    }
    if (samples.length === before) empty.push(name);
  }
  if (empty.length > 0 && !allowEmpty) {
    const expected = extensions === null ? "" : `; supported extensions are: ${extensions.join(", ")}`;
    throw new DataError(`${op}: found no valid file for the classes ${empty.join(", ")} in ${directory}${expected}`);
  }
  return samples;
}

/** All files in a folder and below, by folder and then by name, as `sorted(os.walk(folder))` gives them in Python. */
function filesBelow(op: string, top: string): string[] {
  const found = new Map<string, readonly string[]>();
  const visit = (folder: string, above: readonly string[]): void => {
    const real = realpathSync(folder);
    // A link to a folder that it is in has nothing new.
    if (above.includes(real)) return;
    const { folders, files } = list(op, folder);
    found.set(folder, files);
    for (const name of folders) visit(join(folder, name), [...above, real]);
  };
  visit(top, []);
  return [...found.keys()]
    .sort(byCodePoints)
    .flatMap((folder) => (found.get(folder) ?? []).map((name) => join(folder, name)));
}

/** The names in a folder, sorted; links count as what they lead to. */
function list(op: string, folder: string): { readonly folders: string[]; readonly files: string[] } {
  const [folders, files]: [string[], string[]] = [[], []];
  for (const entry of entriesOf(op, folder)) {
    const holds = entry.isSymbolicLink() ? isFolder(join(folder, entry.name)) : entry.isDirectory();
    (holds ? folders : files).push(entry.name);
  }
  return { folders: folders.sort(byCodePoints), files: files.sort(byCodePoints) };
}

function entriesOf(op: string, folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    throw new DataError(`${op}: there is no folder ${folder}`, { cause: error });
  }
}

/** Python's order of texts, which is that of their bytes in UTF-8; JavaScript's goes by units of UTF-16. */
const byCodePoints = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
