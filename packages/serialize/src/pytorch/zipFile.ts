import type { Device } from "@lumbre/tensor";
import type { ByteSource } from "../byteSource.js";
import { FormatError } from "../errors.js";
import { ByteReader } from "../pickle/byteReader.js";
import { unpickle } from "../pickle/unpickle.js";
import { contentsOf, readZip, type ZipEntry } from "../zip/readZip.js";
import { allowedGlobals } from "./globals.js";
import { LoadedStorages, readStorageId } from "./storages.js";

const pickleName = "data.pkl";

/** Reads what torch.save has written since PyTorch 1.6: an archive with a pickle, and a file for each storage. */
export function readZipFile(op: string, source: ByteSource, device: Device): unknown {
  const entries = readZip(op, source);
  const folder = folderOf(op, entries);
  const find = (name: string): Uint8Array | null => {
    const entry = entries.get(folder + name);
    return entry === undefined ? null : contentsOf(op, source, entry);
  };
  const storages = new LoadedStorages(op, device, {
    isBigEndian: isBigEndian(find("byteorder")),
    bytesOf: ({ key }, byteLength) => {
      const found = find(`data/${key}`);
      if (found === null) throw new FormatError(`${op}: the archive has no storage ${key}, which a tensor lies in`);
      if (found.length === byteLength) return found;
      throw new FormatError(`${op}: storage ${key} has ${found.length} bytes, expected ${byteLength}`);
    },
  });
  const pickle = new ByteReader(op, find(pickleName) as Uint8Array);
  return unpickle(pickle, {
    findGlobal: allowedGlobals(op, (stored, ...layout) => storages.tensor(stored, ...layout)),
    persistentLoad: (id) => readStorageId(op, id),
  });
}

/** The folder of the archive that everything lies in, whose name is that of the file when it was saved. */
function folderOf(op: string, entries: ReadonlyMap<string, ZipEntry>): string {
  const pickle = [...entries.keys()].find((name) => /^[^/]*\/data\.pkl$/.test(name));
  if (pickle === undefined) {
    throw new FormatError(`${op}: the zip archive has no ${pickleName}; torch.save did not write it`);
  }
  const folder = pickle.slice(0, -pickleName.length);
  if (!entries.has(`${folder}constants.pkl`)) return folder;
  throw new FormatError(
    `${op}: this is a TorchScript program, which is not read; in Python: ` +
      "torch.save(torch.jit.load(file).state_dict(), other)",
  );
}

function isBigEndian(byteOrder: Uint8Array | null): boolean {
  return byteOrder !== null && new TextDecoder().decode(new Uint8Array(byteOrder)) === "big";
}
