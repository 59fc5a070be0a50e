import type { KernelText } from "./driver.js";
import type { KernelSettings } from "./gpuJs.js";

/** Loops end here whatever their bound, for some drivers stop them silently: longer work goes in stages. */
export const maxLoop = 65_535;

/** The functions whose arguments become a kernel's outputs after the first. */
export function outputFunctions({ outputs }: KernelText): Record<string, string> {
  const numbers = Array.from({ length: outputs - 1 }, (_, i) => i + 1);
  return Object.fromEntries(numbers.map((n) => [`output${n}`, `function output${n}(value) { return value; }`]));
}

/** The settings of a kernel; the caller adds its native code. */
export function settingsOf(kernel: KernelText, inputTypes: readonly string[]): Omit<KernelSettings, "injectedNative"> {
  return {
    output: typeof kernel.extent === "number" ? [kernel.extent] : kernel.extent,
    argumentTypes: [...inputTypes, ...Array.from({ length: kernel.scalars }, () => "Float")],
    returnType: kernel.lanes === 1 ? "Number" : "Array(4)",
    // Else values go through bytes, and arithmetic is done in 10 bits where the GPU has them.
    dynamicOutput: kernel.isOfAnyLength,
    dynamicArguments: kernel.isOfAnyLength,
    precision: "single",
    tactic: "precision",
    pipeline: true,
    loopMaxIterations: maxLoop,
  };
}
