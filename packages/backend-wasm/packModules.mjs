// Packs the modules into one text. Most of their functions are the same or differ by a few instructions, so that what both
// share is written once, and the two versions of a function lie side by side, where compression finds what they repeat.
import { deflateRawSync } from "node:zlib";

const headerBytes = 8;
const codeSection = 10;
const longestPiece = 0xffff;

/** An unsigned number in LEB128, and where it ends. */
function readNumber(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at];
  }
}

/** A module in pieces that in order make all of it: its sections, and of the code each function. */
function piecesOf(bytes) {
  const ends = [headerBytes];
  for (let at = headerBytes; at < bytes.length; ) {
    const [size, start] = readNumber(bytes, at + 1);
    if (bytes[at] === codeSection) {
      let [count, next] = readNumber(bytes, start);
      ends.push(next);
      for (; count > 0; count--) {
        const [length, body] = readNumber(bytes, next);
        next = body + length;
        ends.push(next);
      }
    } else ends.push(start + size);
    at = start + size;
  }
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}

/** The pieces that the modules whose bits are set in `owners` have, with how long they are, in `target`. */
function write(target, owners, bytes) {
  for (let at = 0; at < bytes.length; at += longestPiece) {
    const piece = bytes.subarray(at, at + longestPiece);
    target.push(Uint8Array.of(owners, piece.length & 0xff, piece.length >> 8), piece);
  }
}

/** The text of both modules, compressed, and how many bytes are in it. */
export function packModules(plain, relaxed) {
  const [first, second] = [piecesOf(plain), piecesOf(relaxed)];
  const target = [];
  for (let i = 0; i < Math.max(first.length, second.length); i++) {
    const [a = new Uint8Array(), b = new Uint8Array()] = [first[i], second[i]];
    if (Buffer.compare(a, b) === 0) write(target, 3, a);
    else {
      write(target, 1, a);
      write(target, 2, b);
    }
  }
  const stream = Buffer.concat(target);
  return { text: deflateRawSync(stream, { level: 9 }).toString("base64"), bytes: stream.length };
}
