/** Bytes that grow at their end. */
export class ByteWriter {
  private memory = new Uint8Array(256);
  private view = new DataView(this.memory.buffer);
  private length = 0;

  /** Makes room for `count` bytes more, and gives the position of the first. */
  private extend(count: number): number {
    const start = this.length;
    this.length += count;
    if (this.length > this.memory.length) {
      const larger = new Uint8Array(Math.max(this.length, 2 * this.memory.length));
      larger.set(this.memory);
      this.memory = larger;
      this.view = new DataView(larger.buffer);
    }
    return start;
  }

  uint8(value: number): void {
    const at = this.extend(1);
    this.memory[at] = value;
  }

  uint32(value: number): void {
    const at = this.extend(4);
    this.view.setUint32(at, value, true);
  }

  int32(value: number): void {
    const at = this.extend(4);
    this.view.setInt32(at, value, true);
  }

  /** A float64 whose first byte has the sign. */
  float64BigEndian(value: number): void {
    const at = this.extend(8);
    this.view.setFloat64(at, value, false);
  }

  append(bytes: Uint8Array): void {
    const at = this.extend(bytes.length);
    this.memory.set(bytes, at);
  }

  /** A copy of what was written. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.memory.slice(0, this.length);
  }
}
