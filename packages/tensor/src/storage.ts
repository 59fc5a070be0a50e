import type { DeviceBuffer } from "./backend/contract.js";
import type { Device } from "./device.js";
import { type DType, itemSize } from "./dtype.js";
import { DeviceError } from "./errors.js";

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
  /** Counts the changes in place; autograd compares it with what it saw when it saved a value. */
  version = 0;
  /** Counts the changes in place that autograd recorded; views made before one are out of date. */
  historyVersion = 0;
  scope: StorageScope | null = null;
  private current: DeviceBuffer | null;
  /** Null for a buffer that is left to the garbage collector. */
  private remains: Remains | null = null;

  constructor(
    readonly device: Device,
    buffer: DeviceBuffer,
    readonly dtype: DType,
    readonly length: number,
  ) {
    this.current = buffer;
    this.register(buffer);
    if (currentScope !== null) {
      this.scope = currentScope;
      currentScope.add(this);
    }
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

  /** Puts `buffer`, of the same length, in the place of the present one, which the caller then owns. */
  exchange(buffer: DeviceBuffer): DeviceBuffer {
    const previous = this.buffer;
    this.current = buffer;
    if (this.remains !== null) this.remains.buffer = buffer;
    else this.register(buffer);
    return previous;
  }

  /** Sees to it that the buffer is given back when this storage has been collected, unless it needs no giving back. */
  private register(buffer: DeviceBuffer): void {
    const { device } = this;
    const bytes = this.length * itemSize(this.dtype);
    if (isLeftToCollector(device, buffer, bytes)) return;
    counts.buffers++;
    counts.bytes += bytes;
    this.remains = { device, bytes, buffer };
    finalizer.register(this, this.remains, this);
  }

  /** Lets this storage live as long as `scope` does; null: for as long as somebody uses it. */
  moveTo(scope: StorageScope | null): void {
    if (this.scope === scope) return;
    this.scope = scope;
    scope?.add(this);
  }

  /** Gives the memory back now. A second call does nothing. */
  dispose(): void {
    if (this.current === null) return;
    const buffer = this.current;
    this.current = null;
    if (this.remains !== null) {
      finalizer.unregister(this);
      counts.buffers--;
      counts.bytes -= this.remains.bytes;
    }
    this.device.kernels.free(buffer);
  }
}
