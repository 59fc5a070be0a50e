// Memory that a kernel may use while it runs. Every thread has its own instance of the module, and so its own scratch.

export let scratch: usize = 0;

/** Bytes that a kernel may use. What is never touched costs no memory, so there is enough for a strip of Winograd tiles. */
export function scratchBytes(): i32 {
  return 8 << 20;
}

/** The end of what the module keeps in memory for itself. */
export function dataEnd(): usize {
  return __heap_base;
}

/** Says where this instance's scratch lies, in whole cache lines. To be called before any kernel. */
export function setScratch(address: usize): void {
  scratch = address;
}
