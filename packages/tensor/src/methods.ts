import { GradError } from "./errors.js";
import { type BackwardOptions, type GradHook, getEngine, type HookHandle } from "./op.js";
import * as ops from "./ops/index.js";
import { formatTensor } from "./print.js";
import { Tensor } from "./tensor.js";

// Every function whose first argument is a tensor is also a method: `matmul(a, b)` and `a.matmul(b)` are the same.
// This list is the one place that says which. The methods carry the functions' types and docstrings.
const methods = {
  // Memory and dtype
  to: ops.to,
  clone: ops.clone,
  contiguous: ops.contiguous,
  detach: ops.detach,
  copy_: ops.copy_,
  fill_: ops.fill_,
  zero_: ops.zero_,
  // Arithmetic
  add: ops.add,
  add_: ops.add_,
  mul: ops.mul,
  mul_: ops.mul_,
  // Linear algebra
  matmul: ops.matmul,
  bmm: ops.bmm,
  mm: ops.mm,
  mv: ops.mv,
  dot: ops.dot,
  outer: ops.outer,
  addmm: ops.addmm,
  baddbmm: ops.baddbmm,
  kron: ops.kron,
  diagonal: ops.diagonal,
  diagEmbed: ops.diagEmbed,
  diag: ops.diag,
  trace: ops.trace,
  tril: ops.tril,
  triu: ops.triu,
  // Reductions
  sum: ops.sum,
  nansum: ops.nansum,
  mean: ops.mean,
  prod: ops.prod,
  var: ops.var,
  std: ops.std,
  max: ops.max,
  min: ops.min,
  amax: ops.amax,
  amin: ops.amin,
  argmax: ops.argmax,
  argmin: ops.argmin,
  any: ops.any,
  all: ops.all,
  countNonzero: ops.countNonzero,
  logsumexp: ops.logsumexp,
  norm: ops.norm,
  cumsum: ops.cumsum,
  cumprod: ops.cumprod,
  // Order
  sort: ops.sort,
  argsort: ops.argsort,
  topk: ops.topk,
  kthvalue: ops.kthvalue,
  median: ops.median,
  // Softmax
  softmax: ops.softmax,
  logSoftmax: ops.logSoftmax,
  // Views
  view: ops.view,
  viewAs: ops.viewAs,
  reshape: ops.reshape,
  reshapeAs: ops.reshapeAs,
  permute: ops.permute,
  transpose: ops.transpose,
  t: ops.t,
  expand: ops.expand,
  expandAs: ops.expandAs,
  squeeze: ops.squeeze,
  unsqueeze: ops.unsqueeze,
  // Autograd, where it is installed
  backward,
  registerHook,
  retainGrad,
  // Printing
  toString: formatTensor,
};

/**
 * Computes the gradients of this tensor with respect to every leaf that requires one, and adds them to `leaf.grad`.
 *
 * @param gradient The gradient to start from; 1 when left out, which only a tensor of one element allows.
 * @param options.retainGraph Keep what was saved, so that backward can run again. Default: createGraph.
 * @param options.createGraph Record the backward itself, for higher derivatives. Default false.
 * @throws {GradError} without `@lumbre/autograd`; when nothing requires grad; for a non-scalar without a gradient;
 *   for a graph whose saved values were freed or changed in place.
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.backward.html
 */
function backward(x: Tensor, gradient: Tensor | null = null, options: BackwardOptions = {}): void {
  requireEngine("backward").backward(x, gradient, options);
}

/** Lets `hook` see the gradient of this tensor in every backward pass, and replace it by returning another. */
function registerHook(x: Tensor, hook: GradHook): HookHandle {
  return requireEngine("registerHook").registerHook(x, hook);
}

/** Makes backward fill in `grad` of a tensor that is not a leaf. */
function retainGrad(x: Tensor): void {
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

/** A function of a tensor as that tensor's method; of an overloaded function, its last two forms. */
type Method<F> = F extends { (x: Tensor, ...a: infer A): infer R; (x: Tensor, ...a: infer B): infer S }
  ? { (...a: A): R; (...a: B): S }
  : F extends (x: Tensor, ...a: infer A) => infer R
    ? (...a: A) => R
    : never;

/** The methods that ops give to {@link Tensor}. */
export type TensorMethods = { [K in keyof typeof methods]: Method<(typeof methods)[K]> };

declare module "./tensor.js" {
  interface Tensor extends TensorMethods {}
}

for (const [name, fn] of Object.entries(methods) as [string, (x: Tensor, ...args: unknown[]) => unknown][]) {
  Object.defineProperty(Tensor.prototype, name, {
    configurable: true,
    writable: true,
    value: function (this: Tensor, ...args: unknown[]): unknown {
      return fn(this, ...args);
    },
  });
}
