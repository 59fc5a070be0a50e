import { GradError, type Tensor } from "@lumbre/tensor";
import { aBoolean, bind, blockStackError, defineSignature, required } from "@lumbre/tensor/engine";
import { blockSignature, requireSynchronous } from "./blocks.js";
import type { GradNode } from "./node.js";

let detecting = false;

const isAnomalyEnabledSignature = defineSignature("isAnomalyEnabled");
const setDetectAnomalySignature = defineSignature("setDetectAnomaly", required("mode", aBoolean));
const detectAnomalySignature = blockSignature("detectAnomaly");

/**
 * True while anomaly detection is on.
 *
 * @example
 * isAnomalyEnabled(); // => false
 * detectAnomaly(() => isAnomalyEnabled()); // => true
 * @see https://pytorch.org/docs/stable/autograd.html#anomaly-detection
 */
export function isAnomalyEnabled(): boolean {
  bind(isAnomalyEnabledSignature, arguments);
  return detecting;
}

/**
 * Turns anomaly detection on or off until further notice; {@link detectAnomaly} is the safer way.
 *
 * @param mode True to turn it on.
 * @throws {ArgumentError} for anything but true and false.
 * @example
 * setDetectAnomaly(true);
 * isAnomalyEnabled(); // => true
 * setDetectAnomaly(false);
 * @see https://pytorch.org/docs/stable/autograd.html#torch.autograd.set_detect_anomaly
 */
export function setDetectAnomaly(mode: boolean): void {
  [mode] = bind(setDetectAnomalySignature, arguments);
  detecting = mode;
}

/**
 * Runs `fn` so that a NaN in a gradient throws at once and names the op whose gradient it is and the line that
 * called it. Slow: it keeps a stack trace per op and looks at every gradient. Both the forward and the backward
 * must run inside `fn`.
 *
 * @param fn Runs at once; must not be async.
 * @returns What `fn` returns.
 * @throws {ArgumentError} for what is no function.
 * @throws {ValueError} when `fn` returns a promise, or fills the call stack.
 * @throws {GradError} from `backward` when a gradient holds a NaN.
 * @example
 * const x = tensor([-1], { requiresGrad: true });
 * detectAnomaly(() => x.sqrt().sum().backward()); // throws GradError: Function 'SqrtBackward0' returned nan values
 * @see https://pytorch.org/docs/stable/autograd.html#anomaly-detection
 */
export function detectAnomaly<T>(fn: () => T): T {
  const [block] = bind(detectAnomalySignature, arguments);
  const previous = detecting;
  detecting = true;
  try {
    return requireSynchronous("detectAnomaly", (block as typeof fn)());
  } catch (error) {
    throw blockStackError(error, "detectAnomaly");
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
  if (!detecting || !grad.readSync().some(Number.isNaN)) return;
  const origin = node.callSite === null ? "" : `; its forward was called at\n${node.callSite}`;
  throw new GradError(`Function '${node.name}' returned nan values in its gradient of input ${inputIndex}${origin}`);
}
