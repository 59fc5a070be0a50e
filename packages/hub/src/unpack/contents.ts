import { HubError } from "../errors.js";
import { aCount, aString, strings } from "../options.js";

/** Options of `untar` and `unzip`. */
export interface UnpackOptions {
  /** What errors call the archive. Default "the archive". */
  readonly name?: string | null;
  /** The paths of the files that are wanted, all of which must be there. Default: all files. */
  readonly files?: readonly string[] | null;
  /** The most bytes that may come out of a compressed archive, as in `decompress`. */
  readonly maxBytes?: number | null;
}

export const unpackKinds = { name: aString, files: strings, maxBytes: aCount };

/** The files of an archive by their paths, as they are found. */
export class Contents {
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();

  constructor(
    private readonly name: string,
    private readonly wanted: readonly string[] | null,
  ) {}

  /** True for a file that is wanted. @throws {HubError} for a path that leads out of the folder. */
  wants(path: string): boolean {
    const safe = this.safePath(path);
    return this.wanted === null || this.wanted.includes(safe);
  }

  /** @throws {HubError} for a path that is there already. */
  add(path: string, bytes: Uint8Array<ArrayBuffer>): void {
    const safe = this.safePath(path);
    if (this.files.has(safe)) throw new HubError(`${this.name} has two files ${safe}`);
    this.files.set(safe, bytes);
  }

  /** All files. @throws {HubError} when one that is wanted is missing. */
  complete(): Map<string, Uint8Array<ArrayBuffer>> {
    const missing = this.wanted?.find((path) => !this.files.has(path));
    if (missing !== undefined) throw new HubError(`${this.name} has no file ${missing}`);
    return this.files;
  }

  /** A path without the "./" that it may begin with. */
  private safePath(path: string): string {
    if (/^([/\\]|[a-z]:)|(^|[/\\])\.\.([/\\]|$)/i.test(path)) {
      throw new HubError(`${this.name} names a file outside of its folder: ${path}`);
    }
    return path.replace(/^(\.\/)+/, "");
  }
}
