import { signal } from "@preact/signals";
import type { GradientReport } from "../protocol.js";
import { pause, reset, train } from "./actions.js";
import { isRunning, run } from "./state.js";
import { worker } from "./worker.js";

export const gradientReport = signal<GradientReport | null>(null);
export const isChecking = signal(false);
export const gradientFailure = signal<string | null>(null);

/** Checks the present network's gradients, or a fresh one's; training waits meanwhile. */
export async function checkGradients(): Promise<void> {
  isChecking.value = true;
  gradientFailure.value = null;
  const isWaiting = isRunning.peek();
  try {
    if (isWaiting) await pause();
    if (run.peek() === null) await reset();
    gradientReport.value = await worker.ask("checkGradients");
  } catch (error) {
    gradientFailure.value = (error as Error).message;
  } finally {
    isChecking.value = false;
    if (isWaiting) void train();
  }
}
