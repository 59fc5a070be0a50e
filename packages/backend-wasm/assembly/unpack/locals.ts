// A module without the numbers of its locals, and these behind each other: apart, LZMA makes both a twelfth smaller, as code
// repeats with other locals.

const HEADER_BYTES: usize = 8;
const CODE_SECTION: u32 = 10;

let from: usize = 0;
let locals: usize = 0;
let to: usize = 0;

function copyBytes(count: usize): void {
  memory.copy(to, from, count);
  from += count;
  to += count;
}

function copyByte(): u32 {
  const byte = load<u8>(from);
  copyBytes(1);
  return byte;
}

/** An unsigned number in LEB128; of one with a sign, only the bytes count. */
function copyNumber(): u32 {
  let value: u32 = 0;
  let byte: u32 = 0x80;
  for (let shift = 0; byte >= 0x80; shift += 7) {
    byte = copyByte();
    value |= (byte & 0x7f) << shift;
  }
  return value;
}

function copyNumbers(count: u32): void {
  for (; count > 0; count--) copyNumber();
}

function joinLocal(): void {
  let byte: u8 = 0x80;
  while (byte >= 0x80) {
    byte = load<u8>(locals++);
    store<u8>(to++, byte);
  }
}

/** What follows a SIMD instruction's number. */
function copySimdImmediates(): void {
  const opcode = copyNumber();
  if (opcode <= 11 || opcode == 92 || opcode == 93) copyNumbers(2);
  else if (opcode == 12 || opcode == 13) copyBytes(16);
  else if (opcode >= 21 && opcode <= 34) copyBytes(1);
  else if (opcode >= 84 && opcode <= 91) copyNumbers(3);
}

/** What follows an instruction; splitLocals.mjs takes the same, and refuses what this does not know. */
function copyImmediates(opcode: u32): void {
  if (opcode >= 32 && opcode <= 34) joinLocal();
  else if (opcode == 0xfd) copySimdImmediates();
  else if (opcode == 0xfc) {
    const second = copyNumber();
    if (second == 10 || second == 11) copyNumbers(12 - second);
  } else if (opcode >= 40 && opcode <= 62) copyNumbers(2);
  else if (opcode == 14) copyNumbers(copyNumber() + 1);
  else if (opcode == 17) copyNumbers(2);
  else if (opcode == 67 || opcode == 68) copyBytes((opcode - 66) << 2);
  else if (
    (opcode >= 2 && opcode <= 4) || opcode == 12 || opcode == 13 || opcode == 16 || opcode == 35 || opcode == 36 ||
    (opcode >= 63 && opcode <= 66)
  ) copyNumber();
}

/** Joins `localBytes` of locals at `source` and a module of `bytes` without them, behind these, to the module at `target`. */
export function joinLocals(source: usize, localBytes: i32, bytes: i32, target: usize): void {
  locals = source;
  from = source + localBytes;
  to = target;
  const end = from + bytes;
  copyBytes(HEADER_BYTES);
  while (from < end) {
    const id = copyByte();
    const size = copyNumber();
    if (id != CODE_SECTION) {
      copyBytes(size);
      continue;
    }
    for (let functions = copyNumber(); functions > 0; functions--) {
      const bodyBytes = copyNumber();
      const bodyEnd = to + bodyBytes;
      for (let groups = copyNumber(); groups > 0; groups--) copyNumbers(2);
      while (to < bodyEnd) copyImmediates(copyByte());
    }
  }
}
