import type { Abilities } from "../protocol.js";

/** A v128.const in a function: the smallest module that only an engine with SIMD takes. */
const simdModule = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 22, 1, 20, 0, 253, 12],
  ...new Array<number>(16).fill(0),
  11,
);

/** What this browser can do, found out without loading a backend. */
export function findAbilities(): Abilities {
  return {
    simd: typeof WebAssembly === "object" && WebAssembly.validate(simdModule),
    gpu: typeof OffscreenCanvas !== "undefined" && new OffscreenCanvas(1, 1).getContext("webgl2") !== null,
    isolated: crossOriginIsolated,
    cores: navigator.hardwareConcurrency,
  };
}
