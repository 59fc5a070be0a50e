import { FormatError } from "../errors.js";
import type { ByteReader } from "./byteReader.js";

/** More bytes than any count or seed has; longer integers would cost time that grows with their square. */
const longestInteger = 1024;

/** The next bytes as an integer in two's complement, the lowest byte first: a number, or a bigint past 2^53. */
export function integerOf(reader: ByteReader, length: number): number | bigint {
  if (length < 0 || length > longestInteger) {
    throw new FormatError(
      `${reader.op}: the pickle has an integer of ${length} bytes, expected 0 to ${longestInteger}`,
    );
  }
  const bytes = reader.take(length);
  let value = 0n;
  for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]);
  const signed = BigInt.asIntN(8 * length, value);
  return signed >= Number.MIN_SAFE_INTEGER && signed <= Number.MAX_SAFE_INTEGER ? Number(signed) : signed;
}

/** The shortest bytes in two's complement, the lowest first. */
export function bytesOfInteger(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const byte = Number(BigInt.asUintN(8, rest));
    rest >>= 8n;
    bytes.push(byte);
    const isSignRight = byte < 0x80 ? rest === 0n : rest === -1n;
    if (isSignRight) return Uint8Array.from(bytes);
  }
}
