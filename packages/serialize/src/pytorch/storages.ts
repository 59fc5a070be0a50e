import type { Device, Tensor } from "@lumbre/tensor";
import { makeTensor, Storage } from "@lumbre/tensor/engine";
import { decodeOwned, elementTypes } from "../elementTypes.js";
import { FormatError } from "../errors.js";
import { StorageType } from "./storageTypes.js";

/** Memory that tensors of a file lie in: which one, of how many elements, and where a view of it starts. */
export class StoredStorage {
  constructor(
    readonly type: StorageType,
    readonly key: string,
    readonly length: number,
    readonly offset: number,
  ) {}
}

/** Where the bytes of a file's storages are. */
export interface StorageBytes {
  /** The bytes of a storage, which this may keep if nobody else has them. */
  readonly bytesOf: (storage: StoredStorage, byteLength: number) => Uint8Array;
  readonly isBigEndian: boolean;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Reads what a pickle says of a storage: its class, its key and its length, and in old files the view of it. */
export function readStorageId(op: string, id: unknown): StoredStorage {
  const [kind, type, key, , length, view] = Array.isArray(id) ? id : [];
  const isKnown = kind === "storage" && type instanceof StorageType && typeof key === "string" && isCount(length);
  if (!isKnown) throw new FormatError(`${op}: the pickle refers to an object that is no storage of a known class`);
  if (view === undefined || view === null) return new StoredStorage(type, key, length, 0);
  const [, offset, size] = Array.isArray(view) ? view : [];
  if (!isCount(offset) || !isCount(size) || offset + size > length) {
    throw new FormatError(`${op}: the view of storage ${key} does not lie within its ${length} elements`);
  }
  return new StoredStorage(type, key, length, offset);
}

/** The storages of a file in memory, each read once, when a tensor first asks for it. */
export class LoadedStorages {
  private readonly loaded = new Map<string, { readonly storage: Storage; readonly described: StoredStorage }>();

  constructor(
    private readonly op: string,
    private readonly device: Device,
    private readonly source: StorageBytes,
  ) {}

  /** A tensor over a storage, which tensors of one storage share. */
  tensor(stored: StoredStorage, offset: unknown, shape: unknown, strides: unknown): Tensor {
    const { op } = this;
    if (!Array.isArray(shape) || !Array.isArray(strides) || ![offset, ...shape, ...strides].every(isCount)) {
      throw new FormatError(
        `${op}: a tensor of storage ${stored.key} has no offset, shape and strides of whole numbers`,
      );
    }
    const first = stored.offset + (offset as number);
    const elements = shape.reduce((product: number, size: number) => product * size, 1);
    const last = shape.reduce((at: number, size: number, d: number) => at + (size - 1) * strides[d], first);
    // PyTorch lets an empty tensor start anywhere.
    const isWithin = elements === 0 || last < stored.length;
    if (shape.length !== strides.length || !isWithin || !Number.isSafeInteger(elements)) {
      throw new FormatError(
        `${op}: a tensor of shape [${shape.join(", ")}] with strides [${strides.join(", ")}] from element ${first} ` +
          `on does not lie within the ${stored.length} elements of storage ${stored.key}`,
      );
    }
    return makeTensor(this.storage(stored), shape, strides, elements === 0 ? 0 : first);
  }

  private storage(stored: StoredStorage): Storage {
    const { op } = this;
    const known = this.loaded.get(stored.key);
    if (known !== undefined) {
      if (known.described.type === stored.type && known.described.length === stored.length) return known.storage;
      throw new FormatError(`${op}: storage ${stored.key} is described in two ways`);
    }
    const type = elementTypes[stored.type.elements];
    const bytes = this.source.bytesOf(stored, stored.length * type.itemSize);
    const values = decodeOwned(type, bytes, `${op}: storage ${stored.key}`, this.source.isBigEndian);
    const storage = new Storage(this.device, this.device.kernels.upload(values, type.dtype), type.dtype, stored.length);
    this.loaded.set(stored.key, { storage, described: stored });
    return storage;
  }
}
