import { GradError, type Tensor } from "@lumbre/tensor";
import type { GradNode } from "./node.js";

let detecting = false;

/** Whether anomaly detection is on. */
export function isAnomalyEnabled(): boolean {
  return detecting;
}

/** Turns anomaly detection on or off until further notice; {@link detectAnomaly} is the safer way. */
export function setDetectAnomaly(value: boolean): void {
  detecting = value;
}

/**
 * Runs `fn` so that a NaN in a gradient throws at once and names the op whose gradient it is and the line that
 * called it. Slow: it keeps a stack trace per op and looks at every gradient. Both the forward and the backward
 * must run inside `fn`.
 *
 * @throws {GradError} from `backward` when a gradient holds a NaN.
 * @example
 * const x = tensor([-1], { requiresGrad: true });
 * detectAnomaly(() => x.sqrt().sum().backward()); // throws GradError: Function 'SqrtBackward0' returned nan values
 * @see https://pytorch.org/docs/stable/autograd.html#anomaly-detection
 */
export function detectAnomaly<T>(fn: () => T): T {
  const previous = detecting;
  detecting = true;
  try {
    return fn();
  } finally {
    detecting = previous;
  }
}

/** The stack of the op being recorded, or null when anomaly detection is off. */
export function captureCallSite(): string | null {
  if (!detecting) return null;
  return new Error().stack?.split("\n").slice(1).join("\n") ?? null;
}

/** Throws when a gradient that `node` computed holds a NaN. */
export function checkAnomaly(node: GradNode, inputIndex: number, grad: Tensor): void {
  if (!detecting || !grad.dataSync().some(Number.isNaN)) return;
  const origin = node.callSite === null ? "" : `; its forward was called at\n${node.callSite}`;
  throw new GradError(`Function '${node.name}' returned nan values in its gradient of input ${inputIndex}${origin}`);
}
