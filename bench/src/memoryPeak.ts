import { existsSync } from "node:fs";
import { childProgram, runForJson } from "./childProcess.js";
import { pythonScript, pytorchEnvironment } from "./pytorch.js";

/** The memory of a process that trains for 100 steps, in MB. */
export interface Peak {
  readonly name: string;
  /** The most it ever had, less what it had with the libraries loaded and model and data made. */
  readonly steps: number;
  /** The most it ever had. */
  readonly whole: number;
}

function peakOf(name: string, command: string, args: readonly string[], env?: Record<string, string>): Peak {
  const { built, peak } = runForJson(command, args, env) as { readonly built: number; readonly peak: number };
  return { name, steps: (peak - built) / 1024, whole: peak / 1024 };
}

/** Each in a process of its own, one thread. Null where the system does not tell. */
export function measurePeaks(python: string | null): Peak[] | null {
  if (!existsSync("/proc/self/status")) return null;
  const peaks = [
    peakOf("Lumbre, SIMD, steps in a scope", process.execPath, [childProgram("memory"), "scope"]),
    peakOf("Lumbre, SIMD, without scope", process.execPath, [childProgram("memory")]),
  ];
  if (python === null) return peaks;
  const pytorch = [true, false].map((keepsPages) => {
    const name = `PyTorch, pages ${keepsPages ? "kept" : "returned"}`;
    return peakOf(name, python, [pythonScript("memory")], pytorchEnvironment({ threads: 1, keepsPages }));
  });
  return [...peaks, ...pytorch];
}

/** Ratios to PyTorch with its pages kept first. */
export function printPeaks(peaks: readonly Peak[]): void {
  console.log(
    "\npeak memory of 100 training steps of the reference CNN, one thread; libraries, model and data left out",
  );
  const base = peaks.find(({ name }) => name === "PyTorch, pages kept");
  for (const { name, steps, whole } of peaks) {
    const ratio = base === undefined ? "-" : `${(steps / base.steps).toFixed(2)}x`;
    console.log(`${ratio.padStart(8)}  ${name}: ${steps.toFixed(0)} MB, and ${whole.toFixed(0)} MB with them`);
  }
}
