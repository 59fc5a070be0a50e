import type { DeviceBuffer } from "./backend/contract.js";
import type { Device } from "./device.js";
import { type DType, itemSize } from "./dtype.js";
import { DeviceError } from "./errors.js";
import { hasMemoryFor } from "./hostMemory.js";

/** The storages made while a scope was open; {@link scope} gives them back at its end. */
export class StorageScope {
  private members: Storage[] = [];

  constructor(readonly parent: StorageScope | null) {}

  add(storage: Storage): void {
    this.members.push(storage);
  }

  /** Gives back every member that has not moved elsewhere since. */
  close(): void {
    for (const storage of this.members) if (storage.scope === this) storage.dispose();
    this.members = [];
  }
}

let currentScope: StorageScope | null = null;

/** The innermost open scope, or null. */
export function getCurrentScope(): StorageScope | null {
  return currentScope;
}

/**
 * Whether a scope is open, which will give back what is made now. For backends that treat what nobody gives back in
 * another way.
 *
 * @example
 * [isInScope(), scope(() => isInScope())]; // => [false, true]
 */
export function isInScope(): boolean {
  return currentScope !== null;
}

/** Opens or closes a scope; only {@link scope} calls this. */
export function setCurrentScope(scope: StorageScope | null): void {
  currentScope = scope;
}

/** What is left of a storage when it has been garbage-collected: the buffer to give back. */
interface Remains {
  readonly device: Device;
  readonly bytes: number;
  buffer: DeviceBuffer;
}

/**
 * The registry holds what it will hand back, and hands it back only between macrotasks: in a loop that never yields,
 * buffers would pile up. Past this many bytes, new buffers of a garbage-collected backend are left to the
 * collector.
 */
const maxHeldBytes = 256 * 2 ** 20;
/** The same for their number: each costs the registry an entry. */
const maxHeldBuffers = 50_000;

function isRegistryFull(bytes: number): boolean {
  return counts.bytes + bytes > maxHeldBytes || counts.buffers >= maxHeldBuffers;
}

const counts = { buffers: 0, bytes: 0 };

function isLeftToCollector({ backend }: Device, buffer: DeviceBuffer, bytes: number): boolean {
  return backend.garbageCollected ? isRegistryFull(bytes) : (backend.leftToCollector?.(buffer) ?? false);
}

/** Bytes left to the collector since the host was last asked for its memory, which takes some microseconds. */
let unaskedBytes = 0;
const askEvery = 64 * 2 ** 20;

/** @throws {DeviceError} when what is left to the collector is in use, and fills the machine. */
function requireMemory(device: Device, bytes: number): void {
  unaskedBytes += bytes;
  if (unaskedBytes < askEvery) return;
  unaskedBytes = 0;
  if (hasMemoryFor(0)) return;
  throw new DeviceError(
    `${device.name}: the machine is out of memory for tensors; let go of some (${counts.buffers} buffers of ` +
      `${Math.round(counts.bytes / 2 ** 20)} MiB are counted, and more are left to the garbage collector), put each step in ` +
      "scope(), or make the batch smaller",
  );
}

const finalizer = new FinalizationRegistry<Remains>((remains) => {
  counts.buffers--;
  counts.bytes -= remains.bytes;
  remains.device.kernels.free(remains.buffer);
});

/** Counts of what is alive and not left to the collector, for {@link memory}. */
export function storageCounts(): { readonly buffers: number; readonly bytes: number } {
  return counts;
}

/**
 * The memory behind a tensor and all its views: one buffer on one device. Nobody counts references to it:
 * it goes back to its backend's pool when a scope ends, when it is disposed, or when it is garbage-collected.
 */
export class Storage {
  /** The first of the fields, as structuredClone goes through them, so that its error is the one that a device gives. */
  readonly device: Device;
  /** Counts the changes in place; autograd compares it with what it saw when it saved a value. */
  version = 0;
  /** The op that made the last of them. */
  changedBy: string | null = null;
  /** True for a copy that indexing by a list or a mask made: an op in place refuses it, as x would stay as it is. */
  isPicked = false;
  scope: StorageScope | null;
  /** The buffer; null once it was given back. */
  current: DeviceBuffer | null;
  /** False for a buffer that is left to the garbage collector. */
  private isHeld = false;
  /** What the registry will hand back; null as long as a scope sees to that. */
  private remains: Remains | null = null;

  constructor(
    device: Device,
    buffer: DeviceBuffer,
    readonly dtype: DType,
    readonly length: number,
  ) {
    this.device = device;
    this.current = buffer;
    this.scope = currentScope;
    currentScope?.add(this);
    this.hold(buffer);
  }

  get isDisposed(): boolean {
    return this.current === null;
  }

  /** @throws {DeviceError} after {@link dispose}. */
  get buffer(): DeviceBuffer {
    if (this.current === null) {
      throw new DeviceError(
        "this tensor's memory was given back: it was disposed, or its scope ended; return it from scope() or keep() it",
      );
    }
    return this.current;
  }

  /** Counts a change in place, by an op of that name. */
  bumpVersion(op: string): void {
    this.version++;
    this.changedBy = op;
  }

  /** Puts `buffer`, of the same length, in the place of the present one, which the caller then owns. */
  exchange(buffer: DeviceBuffer): DeviceBuffer {
    const previous = this.current ?? this.buffer;
    this.current = buffer;
    if (this.remains !== null) this.remains.buffer = buffer;
    if (!this.isHeld) this.hold(buffer);
    return previous;
  }

  private get bytes(): number {
    return this.length * itemSize(this.dtype);
  }

  /** Sees to it that the buffer is given back, unless it needs no giving back. */
  private hold(buffer: DeviceBuffer): void {
    const { bytes } = this;
    if (isLeftToCollector(this.device, buffer, bytes)) {
      requireMemory(this.device, bytes);
      return;
    }
    this.isHeld = true;
    counts.buffers++;
    counts.bytes += bytes;
    // A scope holds its members, so that none is collected before it ends, and then gives them back itself.
    if (this.scope === null) this.register(buffer);
  }

  /** Has the buffer given back when this storage has been collected. */
  private register(buffer: DeviceBuffer): void {
    this.remains = { device: this.device, bytes: this.bytes, buffer };
    finalizer.register(this, this.remains, this);
  }

  /** Lets this storage live as long as `scope` does; null: for as long as somebody uses it. */
  moveTo(scope: StorageScope | null): void {
    if (this.scope === scope) return;
    this.scope = scope;
    scope?.add(this);
    const isUnwatched = scope === null && this.isHeld && this.remains === null;
    if (isUnwatched && this.current !== null) this.outlive(this.current);
  }

  /** Sees to it that the buffer is given back though no scope will do it any more. */
  private outlive(buffer: DeviceBuffer): void {
    const { bytes } = this;
    const { backend } = this.device;
    counts.buffers--;
    counts.bytes -= bytes;
    // As for a buffer made outside of a scope: in a loop that never yields the registry gives nothing back.
    const moved = backend.leaveToCollector?.(buffer) ?? null;
    if (moved !== null || (backend.garbageCollected && isRegistryFull(bytes))) {
      this.current = moved ?? buffer;
      this.isHeld = false;
      requireMemory(this.device, bytes);
      return;
    }
    counts.buffers++;
    counts.bytes += bytes;
    this.register(buffer);
  }

  /** Gives the memory back now. A second call does nothing. */
  dispose(): void {
    if (this.current === null) return;
    const buffer = this.current;
    this.current = null;
    if (this.remains !== null) finalizer.unregister(this);
    if (this.isHeld) {
      counts.buffers--;
      counts.bytes -= this.bytes;
    }
    this.device.kernels.free(buffer);
  }
}
