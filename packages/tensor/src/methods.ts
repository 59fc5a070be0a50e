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
import * as creation from "./creation/newLike.js";
import * as random from "./creation/sampling.js";
import { GradError } from "./errors.js";
import { type BackwardOptions, type GradHook, getEngine, type HookHandle } from "./op/engine.js";
import { whereMethod } from "./ops/compare/where.js";
import * as convert from "./ops/convert.js";
import * as ops from "./ops/index.js";
import { formatTensor } from "./print.js";
import * as reading from "./reading.js";
import "./methods.generated.js";
import { Tensor } from "./tensor.js";

// Every function whose first argument is a tensor is also a method: `matmul(a, b)` and `a.matmul(b)` are the same.
// This list is the one place that says which. The methods carry the functions' types and docstrings.
const methods = {
  // Reading
  read: reading.read,
  readSync: reading.readSync,
  numpy: reading.numpy,
  item: reading.item,
  toArray: reading.toArray,
  tolist: reading.tolist,
  toJSON: reading.toJSON,
  // Memory and dtype
  to: ops.to,
  float: convert.float,
  double: convert.double,
  int: convert.int,
  long: convert.long,
  bool: convert.bool,
  byte: convert.byte,
  cpu: convert.cpu,
  typeAs: convert.typeAs,
  newEmpty: creation.newEmpty,
  newZeros: creation.newZeros,
  newOnes: creation.newOnes,
  newFull: creation.newFull,
  newTensor: creation.newTensor,
  clone: ops.clone,
  contiguous: ops.contiguous,
  detach: ops.detach,
  copy_: ops.copy_,
  fill_: ops.fill_,
  zero_: ops.zero_,
  // Random
  uniform_: random.uniform_,
  normal_: random.normal_,
  bernoulli: random.bernoulli,
  bernoulli_: random.bernoulli_,
  multinomial: random.multinomial,
  // Arithmetic
  add: ops.add,
  add_: ops.add_,
  mul: ops.mul,
  mul_: ops.mul_,
  sub: ops.sub,
  sub_: ops.sub_,
  rsub: ops.rsub,
  div: ops.div,
  div_: ops.div_,
  floorDivide: ops.floorDivide,
  remainder: ops.remainder,
  fmod: ops.fmod,
  pow: ops.pow,
  pow_: ops.pow_,
  rpow: ops.rpow,
  maximum: ops.maximum,
  minimum: ops.minimum,
  lerp: ops.lerp,
  lerp_: ops.lerp_,
  addcmul: ops.addcmul,
  addcmul_: ops.addcmul_,
  addcdiv: ops.addcdiv,
  addcdiv_: ops.addcdiv_,
  clamp: ops.clamp,
  clamp_: ops.clamp_,
  clampMin: ops.clampMin,
  clampMax: ops.clampMax,
  atan2: ops.atan2,
  frac: ops.frac,
  nanToNum: ops.nanToNum,
  // Elementwise functions and tests
  exp: ops.exp,
  exp_: ops.exp_,
  expm1: ops.expm1,
  log: ops.log,
  log_: ops.log_,
  log1p: ops.log1p,
  log2: ops.log2,
  log10: ops.log10,
  sqrt: ops.sqrt,
  sqrt_: ops.sqrt_,
  rsqrt: ops.rsqrt,
  rsqrt_: ops.rsqrt_,
  sin: ops.sin,
  cos: ops.cos,
  tan: ops.tan,
  asin: ops.asin,
  acos: ops.acos,
  atan: ops.atan,
  sinh: ops.sinh,
  cosh: ops.cosh,
  tanh: ops.tanh,
  tanh_: ops.tanh_,
  sigmoid: ops.sigmoid,
  sigmoid_: ops.sigmoid_,
  erf: ops.erf,
  reciprocal: ops.reciprocal,
  reciprocal_: ops.reciprocal_,
  square: ops.square,
  square_: ops.square_,
  neg: ops.neg,
  neg_: ops.neg_,
  abs: ops.abs,
  abs_: ops.abs_,
  sign: ops.sign,
  floor: ops.floor,
  floor_: ops.floor_,
  ceil: ops.ceil,
  ceil_: ops.ceil_,
  round: ops.round,
  round_: ops.round_,
  trunc: ops.trunc,
  trunc_: ops.trunc_,
  isnan: ops.isnan,
  isinf: ops.isinf,
  isfinite: ops.isfinite,
  logicalNot: ops.logicalNot,
  eq: ops.eq,
  ne: ops.ne,
  lt: ops.lt,
  le: ops.le,
  gt: ops.gt,
  ge: ops.ge,
  logicalAnd: ops.logicalAnd,
  logicalOr: ops.logicalOr,
  logicalXor: ops.logicalXor,
  where: whereMethod,
  maskedFill: ops.maskedFill,
  maskedFill_: ops.maskedFill_,
  isclose: ops.isclose,
  allclose: ops.allclose,
  equal: ops.equal,
  // Activations
  relu: ops.relu,
  relu_: ops.relu_,
  relu6: ops.relu6,
  leakyRelu: ops.leakyRelu,
  prelu: ops.prelu,
  elu: ops.elu,
  selu: ops.selu,
  celu: ops.celu,
  gelu: ops.gelu,
  silu: ops.silu,
  mish: ops.mish,
  softplus: ops.softplus,
  logsigmoid: ops.logsigmoid,
  hardtanh: ops.hardtanh,
  hardsigmoid: ops.hardsigmoid,
  hardswish: ops.hardswish,
  softsign: ops.softsign,
  tanhshrink: ops.tanhshrink,
  threshold: ops.threshold,
  hardshrink: ops.hardshrink,
  softshrink: ops.softshrink,
  // Convolution and pooling
  conv1d: ops.conv1d,
  conv2d: ops.conv2d,
  convTranspose1d: ops.convTranspose1d,
  convTranspose2d: ops.convTranspose2d,
  maxPool1d: ops.maxPool1d,
  maxPool2d: ops.maxPool2d,
  avgPool1d: ops.avgPool1d,
  avgPool2d: ops.avgPool2d,
  adaptiveAvgPool1d: ops.adaptiveAvgPool1d,
  adaptiveAvgPool2d: ops.adaptiveAvgPool2d,
  adaptiveMaxPool1d: ops.adaptiveMaxPool1d,
  adaptiveMaxPool2d: ops.adaptiveMaxPool2d,
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
  mode: ops.mode,
  cummax: ops.cummax,
  cummin: ops.cummin,
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
  flatten: ops.flatten,
  unflatten: ops.unflatten,
  movedim: ops.movedim,
  narrow: ops.narrow,
  select: ops.select,
  slice: ops.slice,
  unfold: ops.unfold,
  // Indexing
  at: ops.at,
  indexPut: ops.indexPut,
  indexPut_: ops.indexPut_,
  gather: ops.gather,
  scatter: ops.scatter,
  scatter_: ops.scatter_,
  scatterAdd: ops.scatterAdd,
  scatterAdd_: ops.scatterAdd_,
  indexSelect: ops.indexSelect,
  indexAdd: ops.indexAdd,
  indexAdd_: ops.indexAdd_,
  indexCopy: ops.indexCopy,
  indexCopy_: ops.indexCopy_,
  maskedSelect: ops.maskedSelect,
  nonzero: ops.nonzero,
  argwhere: ops.argwhere,
  take: ops.take,
  takeAlongDim: ops.takeAlongDim,
  oneHot: ops.oneHot,
  bincount: ops.bincount,
  // Joining and rearranging
  split: ops.split,
  chunk: ops.chunk,
  tensorSplit: ops.tensorSplit,
  unbind: ops.unbind,
  pad: ops.pad,
  flip: ops.flip,
  roll: ops.roll,
  repeat: ops.repeat,
  tile: ops.tile,
  repeatInterleave: ops.repeatInterleave,
  broadcastTo: ops.broadcastTo,
  // Autograd, where it is installed
  backward,
  registerHook,
  retainGrad,
  // Printing
  toString: formatTensor,
};

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
function backward(
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
function registerHook(x: Tensor, hook: GradHook): HookHandle {
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
function retainGrad(x: Tensor): void {
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

for (const [name, fn] of Object.entries(methods) as [string, (x: Tensor, ...args: unknown[]) => unknown][]) {
  Object.defineProperty(Tensor.prototype, name, {
    configurable: true,
    writable: true,
    value: function (this: Tensor, ...args: unknown[]): unknown {
      return fn(this, ...args);
    },
  });
}

// Node's console.log asks for it; browsers do not know the symbol.
Object.defineProperty(Tensor.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  configurable: true,
  value: function (this: Tensor): string {
    return this.toString();
  },
});
