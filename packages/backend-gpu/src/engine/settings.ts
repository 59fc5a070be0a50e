import type { KernelText } from "./driver.js";
import type { KernelSettings } from "./gpuJs.js";

/** Loops end here whatever their bound, for some drivers stop them silently: longer work goes in stages. */
export const maxLoop = 65_535;

/** The settings of a kernel; the caller adds its native code. */
export function settingsOf(kernel: KernelText, inputTypes: readonly string[]): Omit<KernelSettings, "injectedNative"> {
  return {
    output: [kernel.length],
    argumentTypes: [...inputTypes, ...Array.from({ length: kernel.scalars }, () => "Float")],
    returnType: kernel.lanes === 1 ? "Number" : "Array(4)",
    // Else values go through bytes, and arithmetic is done in 10 bits where the GPU has them.
    precision: "single",
    tactic: "precision",
    pipeline: true,
    loopMaxIterations: maxLoop,
  };
}
