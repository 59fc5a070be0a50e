import "@lumbre/autograd";
import { expect, test } from "vitest";
import * as library from "../index.js";
import { DTypeError, linalg, ones, tensor, zeros } from "../index.js";

// What ops refuse for its dtype alone.

const x = ones(2, 3);
const whole = ones(2, 3, { dtype: "int32" });
const bytes = ones(2, 3, { dtype: "uint8" });
const bools = ones(2, 3, { dtype: "bool" });
const index = zeros(1, { dtype: "int32" });

test.each<[() => unknown, string]>([
  [() => whole.tanh_(), "tanh_: expected a float32 or float64 tensor, got int32"],
  [() => whole.exp_(), "exp_: expected a float32 or float64 tensor, got int32"],
  [() => whole.sigmoid_(), "sigmoid_: expected a float32 or float64 tensor, got int32"],
  [() => whole.reciprocal_(), "reciprocal_: expected a float32 or float64 tensor, got int32"],
  [() => whole.rsqrt_(), "rsqrt_: expected a float32 or float64 tensor, got int32"],
  [() => whole.sqrt_(), "sqrt_: expected a float32 or float64 tensor, got int32"],
  [() => whole.log_(), "log_: expected a float32 or float64 tensor, got int32"],
  [() => bools.neg(), "neg: negation of a bool tensor is not supported; use logicalNot"],
  [() => bools.neg_(), "neg_: negation of a bool tensor is not supported; use logicalNot"],
  [() => bools.square_(), "square_: result type int32 can't be cast to the desired output type bool"],
  [() => library.heaviside(x, whole), "heaviside: x is float32, values is int32; expected the same dtype"],
  [() => bools.mm(bools.t()), 'mm: not defined for bool tensors; convert them with .to("int32") or .to("float32")'],
  [
    () => library.tensordot(bools, bools, 2),
    'tensordot: not defined for bool tensors; convert them with .to("int32") or .to("float32")',
  ],
  [
    () => library.linear(bools, bools),
    'linear: not defined for bool tensors; convert them with .to("int32") or .to("float32")',
  ],
  [() => library.cdist(whole, x), "cdist: x1 must be float32 or float64, got int32"],
  [() => library.cdist(x, whole), "cdist: x2 must be float32 or float64, got int32"],
  [() => whole.add_(0.5), "add_: result type float32 can't be cast to the desired output type int32"],
  [() => bools.add_(1), "add_: result type int32 can't be cast to the desired output type bool"],
  [() => bytes.mul_(x), "mul_: result type float32 can't be cast to the desired output type uint8"],
  [() => whole.clamp_(0.5), "clamp_: result type float32 can't be cast to the desired output type int32"],
  [() => whole.div_(2), "div_: result type float32 can't be cast to the desired output type int32"],
  [() => bools.sub_(bools), "sub_: subtraction of two bool tensors is not supported; use logicalXor"],
  [() => library.where(whole, 1, 0), "where: expected a bool tensor, got int32"],
  [() => x.maskedFill(whole, 1), "maskedFill: expected a bool tensor, got int32"],
  [() => x.maskedFill_(bytes, 1), "maskedFill_: expected a bool tensor, got uint8"],
  [() => x.maskedSelect(whole), "maskedSelect: expected a bool mask, got int32"],
  [
    () => library.avgPool2d(ones(1, 2, 2, { dtype: "uint8" }), 1),
    'avgPool2d: expected a float32 or float64 tensor, got uint8; write x.to("float32").div(255)',
  ],
  [
    () => library.maxPool2d(ones(1, 2, 2, { dtype: "bool" }), 1),
    'maxPool2d: expected a float32 or float64 tensor, got bool; write x.to("float32")',
  ],
  [
    () => library.conv2d(ones(1, 2, 2, { dtype: "int32" }), ones(1, 1, 1, 1, { dtype: "int32" })),
    "conv2d: expected float32 or float64 tensors, got int32",
  ],
  [
    () => library.conv2d(ones(1, 2, 2, { dtype: "uint8" }), ones(1, 1, 1, 1)),
    'conv2d: input is uint8, weight is float32; expected the same dtype; write x.to("float32").div(255)',
  ],
  [
    () => library.conv2d(ones(1, 2, 2), ones(1, 1, 1, 1), ones(1, { dtype: "float64" })),
    "conv2d: input is float32, bias is float64; expected the same dtype",
  ],
  [
    () => bools.scatterReduce(0, index.view(1, 1), bools, "mean"),
    'scatterReduce: bool tensors have no mean; convert them with .to("float32")',
  ],
  [() => x.oneHot(), "oneHot: indices must be int32, got float32"],
  [() => bools.oneHot(), "oneHot: indices must be int32, got bool"],
  [() => ones(3).bincount(), "bincount: indices must be int32, got float32"],
  [() => ones(3).gather(0, ones(1)), "gather: indices must be int32, got float32"],
  [() => ones(3).gather(0, tensor([true])), "gather: indices must be int32, got bool"],
  [() => ones(3).scatter(0, ones(1), 1), "scatter: indices must be int32, got float32"],
  [() => ones(3).indexSelect(0, ones(1)), "indexSelect: indices must be int32, got float32"],
  [() => ones(3).indexSelect(0, tensor([true])), "indexSelect: indices must be int32, got bool"],
  [() => ones(3).take(ones(1)), "take: indices must be int32, got float32"],
  [() => ones(3).indexAdd(0, ones(1), ones(1)), "indexAdd: indices must be int32, got float32"],
  [() => ones(3).scatterReduce(0, ones(1), ones(1), "amax"), "scatterReduce: indices must be int32, got float32"],
  [() => library.embedding(ones(1), x), "embedding: indices must be int32, got float32"],
  [
    () => whole.scatter(0, index.view(1, 1), 0.5),
    "scatter: result type float32 can't be cast to the desired output type int32",
  ],
  [() => whole.indexPut([0, 0], 0.5), "indexPut: result type float32 can't be cast to the desired output type int32"],
  [
    () => whole.indexFill(0, index, 0.5),
    "indexFill: result type float32 can't be cast to the desired output type int32",
  ],
  [
    () => whole.scatterAdd(0, index.view(1, 1), x),
    "scatterAdd: result type float32 can't be cast to the desired output type int32",
  ],
  [() => library.renorm(whole, 2, 0, 1), "renorm: expected a float32 or float64 tensor, got int32"],
  [() => library.histc(whole), "histc: expected a float32 or float64 tensor, got int32"],
  [() => library.quantile(bytes, 0.5), "quantile: expected a float32 or float64 tensor, got uint8"],
  [() => library.nanquantile(whole, 0.5), "nanquantile: expected a float32 or float64 tensor, got int32"],
  [() => library.logcumsumexp(whole, 0), "logcumsumexp: expected a float32 or float64 tensor, got int32"],
  [() => library.nanmean(whole), "nanmean: expected a float32 or float64 tensor, got int32"],
  [
    () => whole.mean(),
    'mean: could not infer output dtype. Input dtype must be a floating point dtype, got int32; use .to("float32") first',
  ],
  [
    () => bools.mean(0),
    'mean: could not infer output dtype. Input dtype must be a floating point dtype, got bool; use .to("float32") first',
  ],
  [() => whole.var(), "var: std and var only support floating point dtypes, got int32"],
  [() => whole.std(0), "std: std and var only support floating point dtypes, got int32"],
  [() => library.varMean(whole), "varMean: std and var only support floating point dtypes, got int32"],
  [() => library.stdMean(whole), "stdMean: std and var only support floating point dtypes, got int32"],
  [() => whole.norm(), "norm: expected a float32 or float64 tensor, got int32"],
  [() => x.norm(2, { dtype: "int32" }), "norm: expected a float32 or float64 tensor, got int32"],
  [() => linalg.vectorNorm(whole), "vectorNorm: expected a float32 or float64 tensor, got int32"],
  [() => linalg.norm(whole), "norm: expected a float32 or float64 tensor, got int32"],
  [() => library.cov(x, { fweights: ones(3) }), "cov: fweights must be int32 or uint8, got float32"],
  [() => library.cov(x, { fweights: tensor([true, true, true]) }), "cov: fweights must be int32 or uint8, got bool"],
  [() => whole.bernoulli(), "bernoulli: expected a float32 or float64 tensor, got int32"],
  [() => whole.multinomial(1), "multinomial: expected a float32 or float64 tensor, got int32"],
  [() => whole.bernoulli_(), "bernoulli_: expected a float32 or float64 tensor, got int32"],
  [() => whole.uniform_(), "uniform_: expected a float32 or float64 tensor, got int32"],
  [() => whole.normal_(), "normal_: expected a float32 or float64 tensor, got int32"],
  [() => whole.exponential_(), "exponential_: expected a float32 or float64 tensor, got int32"],
  [() => whole.logNormal_(), "logNormal_: expected a float32 or float64 tensor, got int32"],
  [() => whole.cauchy_(), "cauchy_: expected a float32 or float64 tensor, got int32"],
  [() => library.randLike(whole), "randLike: expected a float32 or float64 tensor, got int32"],
  [() => library.randnLike(whole), "randnLike: expected a float32 or float64 tensor, got int32"],
  [() => library.normal(whole, 1), "normal: expected a float32 or float64 tensor, got int32"],
  [() => library.normal(0, whole), "normal: expected a float32 or float64 tensor, got int32"],
  [() => library.arange(2, { dtype: "bool" }), 'arange: not defined for bool; write arange(...).to("bool")'],
  [
    () => library.linspace(0, 1, 2, { dtype: "bool" }),
    'linspace: not defined for bool; write linspace(...).to("bool")',
  ],
  [
    () => library.logspace(0, 1, 2, { dtype: "bool" }),
    'logspace: not defined for bool; write logspace(...).to("bool")',
  ],
  [() => whole.softmax(0), "softmax: expected a float32 or float64 tensor, got int32; pass { dtype }"],
  [() => whole.logSoftmax(0), "logSoftmax: expected a float32 or float64 tensor, got int32; pass { dtype }"],
  [() => whole.silu({ inplace: true }), "silu: result type float32 can't be cast to the desired output type int32"],
  [() => whole.lerp_(x, 0.5), "lerp_: result type float32 can't be cast to the desired output type int32"],
  [() => whole.lerp_(whole, 0.5), "lerp_: result type float32 can't be cast to the desired output type int32"],
  [() => whole.addcdiv_(x, x), "addcdiv_: result type float32 can't be cast to the desired output type int32"],
  [() => whole.pow_(0.5), "pow_: result type float32 can't be cast to the desired output type int32"],
  [() => whole.atan2_(x), "atan2_: result type float32 can't be cast to the desired output type int32"],
  [() => bools.cumsum_(0), "cumsum_: result type int32 can't be cast to the desired output type bool"],
  [
    () => bools.addmm(bools, bools.t()),
    'addmm: not defined for bool tensors; convert them with .to("int32") or .to("float32")',
  ],
  [
    () => ones(2, 2, 2, { dtype: "bool" }).bmm(ones(2, 2, 2, { dtype: "bool" })),
    'bmm: not defined for bool tensors; convert them with .to("int32") or .to("float32")',
  ],
  [
    () => bools.mv(ones(3, { dtype: "bool" })),
    'mv: not defined for bool tensors; convert them with .to("int32") or .to("float32")',
  ],
  [
    () => ones(3, { dtype: "bool" }).dot(ones(3, { dtype: "bool" })),
    'dot: not defined for bool tensors; convert them with .to("int32") or .to("float32")',
  ],
  [
    () => library.einsum("ij,ij->", bools, bools),
    'einsum: not defined for bool tensors; convert them with .to("int32") or .to("float32")',
  ],
])("%s", (call, message) => {
  expect(call).toThrow(new DTypeError(message));
  expect([whole.sum().item(), bytes.sum().item(), bools.sum().item()]).toEqual([6, 6, 6]);
});
