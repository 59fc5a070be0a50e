/** The bytes in front of a WebAssembly module's sections. */
export const headerBytes = 8;

/** Reads a WebAssembly module's bytes in order. */
export class BytesReader {
  constructor(
    readonly bytes: Uint8Array,
    public at: number,
  ) {}

  byte(): number {
    return this.bytes[this.at++];
  }

  /** An unsigned number in LEB128. */
  number(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  /** Skips what begins with its length. */
  skipBytes(): void {
    const length = this.number();
    this.at += length;
  }

  /** Skips numbers, with a sign or without. */
  skipNumbers(count: number): void {
    for (; count > 0; count--) while (this.byte() >= 0x80);
  }
}
