import { type Backend, DeviceError } from "@lumbre/tensor";
import type { WasmBuffer } from "./heap.js";

/** Canaries before a buffer; behind it they fill what is left of its block, at least as much. */
export const guardBytes = 64;

const canary = 0xc5;
/** NaN in float32 and float64, -1 in int32. */
const garbage = 0xff;

/** Finds writes beside buffers, and makes reads of memory that is not theirs visible. For debug mode. */
export class Guard {
  private readonly live = new Set<WasmBuffer>();

  constructor(private readonly memory: WebAssembly.Memory) {}

  arm(buffer: WasmBuffer): void {
    for (const [start, end] of this.margins(buffer)) this.bytes(start, end).fill(canary);
    this.content(buffer).fill(garbage);
    this.live.add(buffer);
  }

  disarm(buffer: WasmBuffer): void {
    if (!this.live.delete(buffer)) {
      throw new DeviceError(`backend-wasm: a buffer of ${describe(buffer)} was given back twice`);
    }
    this.check(buffer, "somebody");
    this.content(buffer).fill(garbage);
  }

  /** Checks every buffer. @throws {DeviceError} that blames the kernel of this name. */
  checkAll(kernel: string): void {
    for (const buffer of this.live) this.check(buffer, kernel);
  }

  private check(buffer: WasmBuffer, culprit: string): void {
    for (const [start, end] of this.margins(buffer)) {
      const at = this.bytes(start, end).findIndex((byte) => byte !== canary);
      if (at < 0) continue;
      // Mended, so that the next kernel is not blamed for it.
      this.bytes(start, end).fill(canary);
      const place = start + at - buffer.address;
      throw new DeviceError(
        `backend-wasm: ${culprit} wrote at byte ${place} of a buffer of ${describe(buffer)}, outside of it`,
      );
    }
  }

  private margins(buffer: WasmBuffer): [start: number, end: number][] {
    const { address, capacity } = buffer;
    const block = address - guardBytes;
    return [
      [block, address],
      [address + buffer.array.byteLength, block + capacity],
    ];
  }

  private content(buffer: WasmBuffer): Uint8Array {
    return this.bytes(buffer.address, buffer.address + buffer.array.byteLength);
  }

  private bytes(start: number, end: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, start, end - start);
  }
}

function describe({ length, dtype, array }: WasmBuffer): string {
  return `${length} ${dtype} (${array.byteLength} bytes)`;
}

/** Checks all buffers after every call of one of the backend's functions. */
export function watchKernels(backend: Backend, guard: Guard): void {
  const functions = backend as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const [name, kernel] of Object.entries(functions)) {
    if (typeof kernel !== "function") continue;
    functions[name] = (...args) => {
      const result = kernel(...args);
      guard.checkAll(name);
      return result;
    };
  }
}
