import { DeviceError, LumbreError } from "@lumbre/tensor/backend";
import type { WasmFunctions } from "../generated/functions.js";
import type { Engine } from "./engine.js";

/**
 * Those who share a kernel's work: the main thread alone, or with workers. A range kernel's last two arguments are the
 * begin and the end of what it is to do; pieces may run in any order and at the same time, so none may read or write
 * what another writes. How work is cut does not depend on who does it, so results do not either.
 */
export interface Team {
  /** How many work, the main thread among them. */
  readonly threads: number;
  /**
   * Calls the kernel with `args`, begin and end, for pieces of `grain` until [0, total) is done.
   *
   * @throws {DeviceError} when the kernel traps, or a worker is lost.
   */
  run(kernel: keyof WasmFunctions, args: readonly number[], total: number, grain: number): void;
  /** Ends the workers. */
  dispose(): void;
}

export type RangeKernel = (...args: number[]) => void;

/** The error for a kernel that has not come to its end. */
export function kernelError(kernel: string, reason: unknown): LumbreError {
  if (reason instanceof LumbreError) return reason;
  return new DeviceError(`backend-wasm: the kernel ${kernel} failed: ${reason}`);
}

/** The main thread alone. It does all of the range in one call. */
export function soloTeam(wasm: WasmFunctions): Team {
  return {
    threads: 1,
    run(kernel, args, total) {
      if (total <= 0) return;
      try {
        (wasm[kernel] as RangeKernel)(...args, 0, total);
      } catch (error) {
        throw kernelError(kernel, error);
      }
    },
    dispose() {},
  };
}

/**
 * Calls a range kernel over `total` parts of `size` elements each: in one call, or where they are more than `sharedFrom`
 * elements, in pieces of about `grain` elements that threads share.
 */
export function runParts(
  { team, wasm }: Pick<Engine, "team" | "wasm">,
  kernel: keyof WasmFunctions,
  args: readonly number[],
  total: number,
  size: number,
  sharedFrom: number,
  grain = sharedFrom / 4,
): void {
  if (total * size > sharedFrom) team.run(kernel, args, total, Math.max(1, Math.floor(grain / size)));
  else (wasm[kernel] as RangeKernel)(...args, 0, total);
}

/** True if no thread has much more to do than it has to when pieces are as long as each other. */
export function isBalanced(pieces: number, threads: number): boolean {
  return Math.ceil(pieces / threads) * threads <= 1.2 * pieces;
}

/** Into how many each of some pieces is to be cut, `most` at most, so that all threads have about the same to do. */
export function countCuts(pieces: number, most: number, threads: number): number {
  let cuts = 1;
  while (!isBalanced(pieces * cuts, threads) && cuts + 1 <= most) cuts++;
  return cuts;
}
