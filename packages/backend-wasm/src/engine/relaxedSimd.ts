import { nodeModule } from "./nodeModule.js";

interface NodeProcess {
  readonly versions?: { readonly node?: string };
}

/**
 * Node 20 and 21 have relaxed SIMD, but behind a flag of the engine. It can be set while the program runs, and takes
 * effect on modules compiled from then on. Elsewhere, and before Node 20.16, nothing happens.
 */
export function allowRelaxedSimd(): void {
  const { process } = globalThis as { readonly process?: NodeProcess };
  const major = Number.parseInt(process?.versions?.node ?? "", 10);
  if (major !== 20 && major !== 21) return;
  nodeModule<{ setFlagsFromString(flags: string): void }>("node:v8")?.setFlagsFromString(
    "--experimental-wasm-relaxed-simd",
  );
}
