// Takes the numbers of locals out of a module's code, as assembly/unpack/locals.ts joins them again.

const codeSection = 10;

/**
 * @param {Uint8Array} module
 * @returns {{ locals: Uint8Array, rest: Uint8Array }}
 */
export function splitLocals(module) {
  const locals = [];
  const rest = [];
  let at = 0;
  const takeBytes = (count) => {
    for (; count > 0; count--) rest.push(module[at++]);
  };
  const takeNumber = (to = rest) => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = module[at++];
      to.push(byte);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  const takeNumbers = (count) => {
    for (; count > 0; count--) takeNumber();
  };

  function takeSimdImmediates() {
    const opcode = takeNumber();
    if (opcode <= 11 || opcode === 92 || opcode === 93) takeNumbers(2);
    else if (opcode === 12 || opcode === 13) takeBytes(16);
    else if (opcode >= 21 && opcode <= 34) takeBytes(1);
    else if (opcode >= 84 && opcode <= 91) takeNumbers(3);
  }

  function takeImmediates(opcode) {
    if (opcode >= 32 && opcode <= 34) takeNumber(locals);
    else if (opcode === 0xfd) takeSimdImmediates();
    else if (opcode === 0xfc) {
      const second = takeNumber();
      if (second === 10 || second === 11) takeNumbers(12 - second);
      else if (second > 7) throw new Error(`instruction ${opcode} ${second} is not known`);
    } else if (opcode >= 40 && opcode <= 62) takeNumbers(2);
    else if (opcode === 14) takeNumbers(takeNumber() + 1);
    else if (opcode === 17) takeNumbers(2);
    else if (opcode === 67 || opcode === 68) takeBytes((opcode - 66) << 2);
    else if ([2, 3, 4, 12, 13, 16, 35, 36, 63, 64, 65, 66].includes(opcode)) takeNumber();
    else if (opcode > 0xc4 || [6, 7, 8, 9, 10, 18, 19, 20, 21, 28, 37, 38].includes(opcode)) {
      throw new Error(`instruction ${opcode} is not known`);
    }
  }

  takeBytes(8);
  while (at < module.length) {
    const id = module[at];
    takeBytes(1);
    const size = takeNumber();
    const end = at + size;
    if (id !== codeSection) takeBytes(size);
    else {
      for (let functions = takeNumber(); functions > 0; functions--) {
        const bodyBytes = takeNumber();
        const bodyEnd = at + bodyBytes;
        for (let groups = takeNumber(); groups > 0; groups--) takeNumbers(2);
        while (at < bodyEnd) {
          takeBytes(1);
          takeImmediates(module[at - 1]);
        }
        if (at !== bodyEnd) throw new Error(`a function goes on behind its end, by ${at - bodyEnd}`);
      }
    }
    if (at !== end) throw new Error(`section ${id} goes on behind its end, by ${at - end}`);
  }
  return { locals: Uint8Array.from(locals), rest: Uint8Array.from(rest) };
}
