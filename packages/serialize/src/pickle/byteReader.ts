import { FormatError } from "../errors.js";

/** Bytes that are read from front to back; whatever would pass their end is an error. */
export class ByteReader {
  position: number;
  private readonly view: DataView;

  /** @param op What errors start with. */
  constructor(
    readonly op: string,
    readonly bytes: Uint8Array,
    position = 0,
  ) {
    this.position = position;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The position of the next `length` bytes, which are passed over. */
  private advance(length: number): number {
    const start = this.position;
    const left = this.bytes.length - start;
    if (length > left) {
      throw new FormatError(
        `${this.op}: byte ${start} asks for ${length} bytes more, but there are ${left}; the file is truncated`,
      );
    }
    this.position += length;
    return start;
  }

  /** The next bytes, on the same memory. */
  take(length: number): Uint8Array {
    const start = this.advance(length);
    return this.bytes.subarray(start, start + length);
  }

  uint8(): number {
    return this.bytes[this.advance(1)];
  }

  uint16(): number {
    return this.view.getUint16(this.advance(2), true);
  }

  uint32(): number {
    return this.view.getUint32(this.advance(4), true);
  }

  int32(): number {
    return this.view.getInt32(this.advance(4), true);
  }

  /** A length or an offset of 64 bits. */
  uint64(): number {
    return Number(this.view.getBigUint64(this.advance(8), true));
  }

  /** A float64 whose first byte has the sign. */
  float64BigEndian(): number {
    return this.view.getFloat64(this.advance(8), false);
  }

  /** The text before the next line feed, which is passed over. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.position);
    if (end < 0) throw new FormatError(`${this.op}: the line at byte ${this.position} does not end`);
    const text = this.text(end - this.position);
    this.position++;
    return text;
  }

  /** The next bytes, as UTF-8 text. */
  text(length: number): string {
    const at = this.position;
    const bytes = this.take(length);
    try {
      // A copy, because browsers decode nothing on memory that threads share.
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes));
    } catch (cause) {
      throw new FormatError(`${this.op}: the text at byte ${at} is not UTF-8`, { cause });
    }
  }
}
