import { GradError, type GradHook, type HookHandle, type Tensor } from "@lumbre/tensor";
import type { GradNode } from "./node.js";

const hooksOfLeaves = new WeakMap<Tensor, GradHook[]>();

/** The hooks on a leaf's gradient. */
export function leafHooks(leaf: Tensor): GradHook[] | null {
  return hooksOfLeaves.get(leaf) ?? null;
}

/** Lets `hook` see, and replace, the gradient of `tensor` in every backward pass; the handle takes it away. */
export function registerHook(tensor: Tensor, hook: GradHook): HookHandle {
  if (!tensor.requiresGrad) {
    throw new GradError("registerHook: cannot register a hook on a tensor that doesn't require gradient");
  }
  const list = hookList(tensor);
  list.push(hook);
  return {
    remove: () => {
      const at = list.indexOf(hook);
      if (at >= 0) list.splice(at, 1);
    },
  };
}

function hookList(tensor: Tensor): GradHook[] {
  const node = tensor.gradFn as GradNode | null;
  if (node !== null) {
    node.hooks ??= [];
    return node.hooks;
  }
  let list = hooksOfLeaves.get(tensor);
  if (list === undefined) {
    list = [];
    hooksOfLeaves.set(tensor, list);
  }
  return list;
}

/** Makes backward fill in `grad` of a tensor that is not a leaf. */
export function retainGrad(tensor: Tensor): void {
  if (!tensor.requiresGrad)
    throw new GradError("retainGrad: can't retain grad on a tensor that doesn't require gradient");
  const node = tensor.gradFn as GradNode | null;
  if (node !== null) node.retained = new WeakRef(tensor);
}
