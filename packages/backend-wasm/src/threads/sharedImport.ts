import { BytesReader, headerBytes } from "../engine/bytesReader.js";

const importSection = 2;
/** What an import may be. */
const kinds = { function: 0, table: 1, memory: 2, global: 3 } as const;
/** The bits of a memory's limits. */
const limits = { hasMaximum: 1, isShared: 2 } as const;

/** Where the flags of the imported memory's limits lie, or -1. */
function findMemory(bytes: Uint8Array): number {
  const reader = new BytesReader(bytes, headerBytes);
  while (reader.at < bytes.length) {
    const section = reader.byte();
    const end = reader.number() + reader.at;
    if (section === importSection) return findImport(reader);
    reader.at = end;
  }
  return -1;
}

function findImport(reader: BytesReader): number {
  for (let count = reader.number(); count > 0; count--) {
    reader.skipBytes();
    reader.skipBytes();
    const kind = reader.byte();
    if (kind === kinds.memory) return reader.at;
    if (kind === kinds.function) reader.number();
    else if (kind === kinds.global) reader.at += 2;
    else {
      reader.byte();
      reader.skipNumbers(reader.number() & limits.hasMaximum ? 2 : 1);
    }
  }
  return -1;
}

/**
 * The same WebAssembly module, but for the memory that it imports, which has to be a shared one. The code does not depend
 * on it, so one module serves both.
 *
 * @see https://webassembly.github.io/threads/core/binary/types.html#limits
 */
export function withSharedMemory(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const at = findMemory(bytes);
  if (at < 0 || bytes[at] !== limits.hasMaximum) {
    throw new TypeError("backend-wasm: the module imports no memory with a maximum");
  }
  const shared = new Uint8Array(bytes);
  shared[at] = limits.hasMaximum | limits.isShared;
  return shared;
}
