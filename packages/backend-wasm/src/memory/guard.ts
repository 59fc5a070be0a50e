import { type Backend, DeviceError, itemSize } from "@lumbre/tensor/backend";
import type { WasmBuffer } from "./heap.js";

/** Canaries before a buffer, and at least as many behind it. */
export const guardBytes = 64;
/** Behind a buffer they fill what is left of its block, as far as this. */
const longestPadding = 1024;

const canary = 0xc5;
/** Eight canaries, as a number that equals only itself. */
const eightCanaries = new Float64Array(new Uint8Array(8).fill(canary).buffer)[0];
/** NaN in float32 and float64, -1 in int32. */
const garbage = 0xff;

/** Finds writes beside buffers, and makes reads of memory that is not theirs visible. For debug mode. */
export class Guard {
  private readonly live = new Set<WasmBuffer>();
  private bytes = new Uint8Array();
  private words = new Float64Array();

  constructor(private readonly memory: WebAssembly.Memory) {}

  arm(buffer: WasmBuffer): void {
    for (const [start, end] of this.paddings(buffer)) this.everything().fill(canary, start, end);
    this.fillContent(buffer);
    this.live.add(buffer);
  }

  disarm(buffer: WasmBuffer): void {
    if (!this.live.delete(buffer)) {
      throw new DeviceError(`backend-wasm: a buffer of ${describe(buffer)} was given back twice`);
    }
    this.check(buffer, "somebody");
    this.fillContent(buffer);
  }

  /**
   * Checks what is next to every buffer; what is further away is checked when a buffer is given back.
   *
   * @throws {DeviceError} that blames the kernel of this name.
   */
  checkAll(kernel: string): void {
    for (const buffer of this.live) {
      if (this.isWhole(buffer.address - guardBytes) && this.isWhole(endOf(buffer))) continue;
      this.check(buffer, kernel);
    }
  }

  private check(buffer: WasmBuffer, culprit: string): void {
    for (const [start, end] of this.paddings(buffer)) {
      const at = this.firstOther(start, end);
      if (at === end) continue;
      // Mended, so that the next kernel is not blamed for it.
      this.everything().fill(canary, start, end);
      throw new DeviceError(
        `backend-wasm: ${culprit} wrote at byte ${at - buffer.address} of a buffer of ${describe(buffer)}, outside of it`,
      );
    }
  }

  /** True where there are as many canaries as at least stand on each side of a buffer. */
  private isWhole(start: number): boolean {
    return this.firstOther(start, start + guardBytes) === start + guardBytes;
  }

  /** Finds the first byte of a range that is no canary, or its end. Eight at a time, as every kernel's call looks at all buffers. */
  private firstOther(start: number, end: number): number {
    const bytes = this.everything();
    const words = this.words;
    let at = start;
    while (at < end && at % 8 !== 0 && bytes[at] === canary) at++;
    if (at % 8 === 0) while (at + 8 <= end && words[at / 8] === eightCanaries) at += 8;
    while (at < end && bytes[at] === canary) at++;
    return at;
  }

  private paddings(buffer: WasmBuffer): [start: number, end: number][] {
    const block = buffer.address - guardBytes;
    const end = endOf(buffer);
    return [
      [block, buffer.address],
      [end, Math.min(end + longestPadding, block + buffer.capacity)],
    ];
  }

  private fillContent(buffer: WasmBuffer): void {
    this.everything().fill(garbage, buffer.address, endOf(buffer));
  }

  private everything(): Uint8Array {
    if (this.bytes.buffer !== this.memory.buffer) {
      this.bytes = new Uint8Array(this.memory.buffer);
      this.words = new Float64Array(this.memory.buffer);
    }
    return this.bytes;
  }
}

function endOf({ address, length, dtype }: WasmBuffer): number {
  return address + length * itemSize(dtype);
}

function describe({ length, dtype }: WasmBuffer): string {
  return `${length} ${dtype} (${length * itemSize(dtype)} bytes)`;
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
