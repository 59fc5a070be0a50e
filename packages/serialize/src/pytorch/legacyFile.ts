import type { Device } from "@lumbre/tensor";
import { describe } from "@lumbre/tensor/engine";
import { elementTypes } from "../elementTypes.js";
import { FormatError } from "../errors.js";
import { ByteReader } from "../pickle/byteReader.js";
import { opcodes } from "../pickle/opcodes.js";
import { unpickle } from "../pickle/unpickle.js";
import { allowedGlobals, type Rebuild } from "./globals.js";
import { LoadedStorages, readStorageId, type StoredStorage } from "./storages.js";

/** The integer that files of the older form start with, as a pickle has it behind its protocol. */
const magic = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, opcodes.STOP];
const protocolVersion = 1001;

/** Where that integer begins: from protocol 4 on a frame of 8 bytes' length is around it. */
function magicStart(bytes: Uint8Array): number {
  return bytes[2] === opcodes.FRAME ? 11 : 2;
}

export function isLegacyFile(bytes: Uint8Array): boolean {
  const start = magicStart(bytes);
  return bytes[0] === opcodes.PROTO && magic.every((byte, i) => bytes[start + i] === byte);
}

const nothing = { findGlobal: refuse, persistentLoad: refuse };

function refuse(): never {
  throw new FormatError("load: the head of the file is not that of a file of PyTorch");
}

/**
 * Reads what torch.save wrote before PyTorch 1.6: five pickles, the magic number, the version, the system, the object and
 * the keys of its storages, and then the storages' elements.
 */
export function readLegacyFile(op: string, bytes: Uint8Array, device: Device): unknown {
  const reader = new ByteReader(op, bytes, magicStart(bytes) + magic.length);
  const version = unpickle(reader, nothing);
  if (version !== protocolVersion) {
    throw new FormatError(`${op}: the file has the version ${describe(version)}, expected ${protocolVersion}`);
  }
  const system = unpickle(reader, nothing) as { readonly little_endian?: unknown } | null;
  const object = reader.position;
  // The storages come after the object that they belong to, so that it is read twice: first for where it ends.
  const described = new Map<string, StoredStorage>();
  readObject(reader, described, () => null);
  const places = findStorages(reader, described);
  const storages = new LoadedStorages(op, device, {
    isBigEndian: system?.little_endian === false,
    bytesOf: ({ key }) => {
      const place = places.get(key);
      if (place === undefined) throw new FormatError(`${op}: the file has no storage ${key}, which a tensor lies in`);
      return place;
    },
  });
  reader.position = object;
  return readObject(reader, described, (stored, ...layout) => storages.tensor(stored, ...layout));
}

function readObject(reader: ByteReader, described: Map<string, StoredStorage>, rebuild: Rebuild): unknown {
  return unpickle(reader, {
    findGlobal: allowedGlobals(reader.op, rebuild),
    persistentLoad: (id) => {
      const stored = readStorageId(reader.op, id);
      described.set(stored.key, stored);
      return stored;
    },
  });
}

/** The bytes of each storage, by its key. */
function findStorages(
  reader: ByteReader,
  described: ReadonlyMap<string, StoredStorage>,
): ReadonlyMap<string, Uint8Array> {
  const keys = unpickle(reader, nothing);
  if (!Array.isArray(keys)) throw new FormatError(`${reader.op}: the file has no list of its storages`);
  const places = new Map<string, Uint8Array>();
  for (const key of keys) {
    const stored = described.get(key);
    if (stored === undefined) throw new FormatError(`${reader.op}: the file has a storage that no tensor lies in`);
    const length = reader.uint64();
    if (length !== stored.length) {
      throw new FormatError(`${reader.op}: storage ${key} has ${length} elements, expected ${stored.length}`);
    }
    places.set(key, reader.take(length * elementTypes[stored.type.elements].itemSize));
  }
  return places;
}
