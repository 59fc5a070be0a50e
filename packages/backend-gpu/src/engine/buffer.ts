import { DeviceError, type DType, type TypedArray } from "@lumbre/tensor/backend";
import type { Store } from "./driver.js";

/** Beyond it whole numbers are no longer exact in the floats that the device computes with. */
export const maxInteger = 2 ** 24;

/**
 * A buffer as this backend knows it: host data, a store on the device, or both with the same values. Host data goes to
 * the device when the first kernel needs it, and stays readable at no cost until the buffer is written.
 */
export class GpuBuffer {
  private hostData: TypedArray | null;
  private deviceStore: Store | null;
  private isExactKnown: boolean | null = null;
  private freed = false;

  constructor(
    readonly dtype: DType,
    /** In elements. */
    readonly length: number,
    host: TypedArray | null,
    store: Store | null,
  ) {
    this.hostData = host;
    this.deviceStore = store;
  }

  get isFreed(): boolean {
    return this.freed;
  }

  /** The values on the host, where they are known there. */
  get host(): TypedArray | null {
    return this.hostData;
  }

  /** Where the values lie on the device, if they have been there. */
  get store(): Store | null {
    return this.deviceStore;
  }

  /** True if the device's floats can hold the values exactly. */
  get isExact(): boolean {
    if (this.dtype !== "int32") return this.dtype !== "float64";
    this.isExactKnown ??= this.hostData === null || this.hostData.every((value) => Math.abs(value) <= maxInteger);
    return this.isExactKnown;
  }

  /** Keeps the same values on the host too. */
  remember(host: TypedArray): void {
    this.hostData = host;
  }

  /** Keeps the same values on the device too. */
  settle(store: Store): void {
    this.deviceStore = store;
  }

  /** Gives the buffer new values; returns its old store, for the caller to free. */
  replace(host: TypedArray | null, store: Store | null): Store | null {
    const previous = this.deviceStore;
    this.hostData = host;
    this.deviceStore = store;
    this.isExactKnown = null;
    return previous;
  }

  /** Drops all values; returns the store on the device, for the caller to free. */
  release(): Store | null {
    this.freed = true;
    return this.replace(null, null);
  }

  /** @throws {DeviceError} for a buffer that was given back. */
  requireAlive(): void {
    if (this.freed) throw new DeviceError("gpu: this memory was given back, and is not used again");
  }
}
