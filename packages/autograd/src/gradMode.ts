import { ValueError } from "@lumbre/tensor";

let enabled = true;

/** Whether ops on tensors that require gradients are being recorded. */
export function isGradEnabled(): boolean {
  return enabled;
}

/** Turns recording on or off until further notice; {@link noGrad} is the safer way. Returns the old setting. */
export function setGradEnabled(value: boolean): boolean {
  const previous = enabled;
  enabled = value;
  return previous;
}

/** Runs `fn` with recording on or off, whatever happens in it. */
export function withGradMode<T>(mode: boolean, caller: string, fn: () => T): T {
  const previous = setGradEnabled(mode);
  try {
    const result = fn();
    if (result instanceof Promise) {
      throw new ValueError(
        `${caller}: the function returned a promise; the setting would leak across await, so it must be synchronous`,
      );
    }
    return result;
  } finally {
    enabled = previous;
  }
}

/**
 * Runs `fn` without recording: for evaluation, and for changing parameters.
 *
 * @param fn Runs at once; must not be async.
 * @returns What `fn` returns.
 * @throws {ValueError} when `fn` returns a promise.
 * @example
 * const w = tensor([1, 2], { requiresGrad: true });
 * noGrad(() => w.mul(2)).requiresGrad; // => false
 * @see https://pytorch.org/docs/stable/generated/torch.no_grad.html
 */
export function noGrad<T>(fn: () => T): T {
  return withGradMode(false, "noGrad", fn);
}

/**
 * Runs `fn` with recording on, inside a {@link noGrad}.
 *
 * @throws {ValueError} when `fn` returns a promise.
 * @example
 * const w = tensor([1, 2], { requiresGrad: true });
 * noGrad(() => enableGrad(() => w.mul(2))).requiresGrad; // => true
 * @see https://pytorch.org/docs/stable/generated/torch.enable_grad.html
 */
export function enableGrad<T>(fn: () => T): T {
  return withGradMode(true, "enableGrad", fn);
}
