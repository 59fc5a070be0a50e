import type { Tensor } from "@lumbre/tensor";
import { internals } from "@lumbre/tensor/engine";

/** True for a tensor whose memory was given back: it was disposed of, or its scope ended. */
export function isDisposed(tensor: Tensor): boolean {
  return internals(tensor).storage.isDisposed;
}
