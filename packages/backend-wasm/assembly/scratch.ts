// Memory that a kernel may use while it runs. Every thread has its own instance of the module, and so its own scratch.

import { gemmScratchBytes } from "./gemm";

export let scratch: usize = 0;

/** Bytes that the largest user of scratch needs. */
export function scratchBytes(): i32 {
  return gemmScratchBytes;
}

/** Says where this instance's scratch lies, in whole cache lines. To be called before any kernel. */
export function setScratch(address: usize): void {
  scratch = address;
}
