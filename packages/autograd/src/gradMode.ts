import { aBoolean, bind, blockStackError, defineSignature, required } from "@lumbre/tensor/engine";
import { blockSignature, requireSynchronous } from "./blocks.js";

/** True while ops are being recorded. A live binding, which costs an op nothing to read. */
export let isRecording = true;

const isGradEnabledSignature = defineSignature("isGradEnabled");
const setGradEnabledSignature = defineSignature("setGradEnabled", required("mode", aBoolean));
const noGradSignature = blockSignature("noGrad");
const enableGradSignature = blockSignature("enableGrad");

/**
 * True while ops on tensors that require gradients are being recorded.
 *
 * @example
 * isGradEnabled(); // => true
 * noGrad(() => isGradEnabled()); // => false
 * @see https://pytorch.org/docs/stable/generated/torch.is_grad_enabled.html
 */
export function isGradEnabled(): boolean {
  bind(isGradEnabledSignature, arguments);
  return isRecording;
}

/**
 * Turns recording on or off until further notice; {@link noGrad} is the safer way.
 *
 * @param mode True to record.
 * @returns The old setting.
 * @throws {ArgumentError} for anything but true and false.
 * @example
 * const before = setGradEnabled(false);
 * tensor([1], { requiresGrad: true }).mul(2).requiresGrad; // => false
 * setGradEnabled(before);
 * @see https://pytorch.org/docs/stable/generated/torch.set_grad_enabled.html
 */
export function setGradEnabled(mode: boolean): boolean {
  [mode] = bind(setGradEnabledSignature, arguments);
  const previous = isRecording;
  isRecording = mode;
  return previous;
}

/** Runs `fn` with recording on or off, whatever happens in it. */
export function withGradMode<T>(mode: boolean, caller: string, fn: () => T): T {
  const previous = isRecording;
  isRecording = mode;
  try {
    return requireSynchronous(caller, fn());
  } catch (error) {
    throw blockStackError(error, caller);
  } finally {
    isRecording = previous;
  }
}

/**
 * Runs `fn` without recording: for evaluation, and for changing parameters.
 *
 * @param fn Runs at once; must not be async.
 * @returns What `fn` returns.
 * @throws {ArgumentError} for what is no function.
 * @throws {ValueError} when `fn` returns a promise, or fills the call stack.
 * @example
 * const w = tensor([1, 2], { requiresGrad: true });
 * noGrad(() => w.mul(2)).requiresGrad; // => false
 * @see https://pytorch.org/docs/stable/generated/torch.no_grad.html
 */
export function noGrad<T>(fn: () => T): T {
  const [block] = bind(noGradSignature, arguments);
  return withGradMode(false, "noGrad", block as typeof fn);
}

/**
 * Runs `fn` with recording on, inside a {@link noGrad}.
 *
 * @param fn Runs at once; must not be async.
 * @returns What `fn` returns.
 * @throws {ArgumentError} for what is no function.
 * @throws {ValueError} when `fn` returns a promise, or fills the call stack.
 * @example
 * const w = tensor([1, 2], { requiresGrad: true });
 * noGrad(() => enableGrad(() => w.mul(2))).requiresGrad; // => true
 * @see https://pytorch.org/docs/stable/generated/torch.enable_grad.html
 */
export function enableGrad<T>(fn: () => T): T {
  const [block] = bind(enableGradSignature, arguments);
  return withGradMode(true, "enableGrad", block as typeof fn);
}
