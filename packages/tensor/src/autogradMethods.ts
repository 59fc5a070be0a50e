import {
  aBoolean,
  aFunction,
  aTensor,
  bind,
  defineSignature,
  either,
  nullable,
  optional,
  required,
  tensors,
} from "./arguments/index.js";
import { GradError } from "./errors.js";
import { type BackwardOptions, type GradHook, getEngine, type HookHandle } from "./op/engine.js";
import { Tensor } from "./tensor.js";

const backwardSignature = defineSignature(
  "backward",
  required("x", aTensor),
  optional("gradient", nullable(aTensor), null),
  optional("retainGraph", nullable(aBoolean), null),
  optional("createGraph", aBoolean, false),
  optional("inputs", nullable(either(aTensor, tensors)), null),
);
const registerHookSignature = defineSignature(
  "registerHook",
  required("x", aTensor),
  required("hook", aFunction<GradHook>("a function of the gradient")),
);
const retainGradSignature = defineSignature("retainGrad", required("x", aTensor));

/**
 * Computes the gradients of this tensor with respect to every leaf that requires one, and adds them to `leaf.grad`.
 *
 * @param gradient The gradient to start from; null: 1, which only a tensor of one element allows. Default null.
 * @param retainGraph Keep what was saved, so that backward can run again; null: as createGraph says. Default null.
 * @param createGraph Record the backward itself, for higher derivatives. Default false.
 * @param inputs The tensors whose gradients are wanted, all others stay as they are; null: every leaf. Default null.
 * @throws {GradError} without `@lumbre/autograd`; when nothing requires grad; for a non-scalar without a gradient;
 *   for a graph whose saved values were freed or changed in place; for inputs that require no gradient.
 * @throws {ArgumentError} for an unknown option, and one of the wrong kind.
 * @example
 * const x = tensor([1, 2], { requiresGrad: true });
 * const y = x.square().sum();
 * y.backward({ retainGraph: true });
 * y.backward();
 * x.grad; // => tensor([4., 8.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.backward.html
 */
export function backward(
  x: Tensor,
  gradient?: Tensor | null | BackwardOptions,
  retainGraph?: boolean | null | Omit<BackwardOptions, "gradient">,
  createGraph?: boolean | Pick<BackwardOptions, "createGraph" | "inputs">,
  inputs?: Tensor | readonly Tensor[] | null | Pick<BackwardOptions, "inputs">,
): void {
  const [root, start, retains, creates, wanted] = bind(backwardSignature, arguments);
  requireEngine("backward").backward(root, start, retains, creates, wanted instanceof Tensor ? [wanted] : wanted);
}

/**
 * Lets `hook` see the gradient of this tensor in every backward pass, and replace it by returning another.
 *
 * @param hook Gets the gradient; returns a tensor of the same shape in its place, or nothing.
 * @returns A handle whose `remove` takes the hook away.
 * @throws {GradError} when this tensor does not require a gradient.
 * @throws {ArgumentError} for what is no function, and, from backward, for a hook that returns something else.
 * @example
 * const x = tensor([1, 2], { requiresGrad: true });
 * const handle = x.registerHook((grad) => grad.mul(10));
 * x.sum().backward();
 * x.grad; // => tensor([10., 10.])
 * handle.remove();
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.register_hook.html
 */
export function registerHook(x: Tensor, hook: GradHook): HookHandle {
  [x, hook] = bind(registerHookSignature, arguments);
  return requireEngine("registerHook").registerHook(x, hook);
}

/**
 * Makes backward fill in `grad` of a tensor that is not a leaf.
 *
 * @throws {GradError} when this tensor does not require a gradient.
 * @example
 * const x = tensor([1, 2], { requiresGrad: true });
 * const y = x.mul(3);
 * y.retainGrad();
 * y.sum().backward();
 * y.grad; // => tensor([1., 1.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.retain_grad.html
 */
export function retainGrad(x: Tensor): void {
  [x] = bind(retainGradSignature, arguments);
  requireEngine("retainGrad").retainGrad(x);
}

function requireEngine(name: string) {
  const engine = getEngine();
  if (engine === null) {
    throw new GradError(
      `${name}: no autograd engine is installed; run \`npm install @lumbre/autograd\` and import "@lumbre/autograd"`,
    );
  }
  return engine;
}
