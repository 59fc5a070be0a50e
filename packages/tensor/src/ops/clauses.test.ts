import "@lumbre/autograd";
import { expect, test } from "vitest";
import * as library from "../index.js";
import {
  DTypeError,
  GradError,
  IndexError,
  ones,
  ShapeError,
  type Tensor,
  tensor,
  ValueError,
  zeros,
} from "../index.js";

// Conditions that join several: each part alone, and the values on both sides of a bound.

const whole = (...numbers: number[]): Tensor => tensor(numbers, { dtype: "int32" });
const bytes = tensor([1, 2], { dtype: "uint8" });
const bools = tensor([true, false]);
const x = ones(2, 3);
const v = ones(3);
const cube = ones(2, 3, 4);

test.each<[() => unknown, new (message: string) => Error, string]>([
  [() => bools.sub(bools), DTypeError, "sub: subtraction of two bool tensors is not supported; use logicalXor"],
  [() => whole(2).pow(-1), ValueError, "pow: integers to negative integer powers are not allowed, got -1"],
  [() => bytes.random_(5, 5), ValueError, "random_: expects 'from' to be less than 'to', but got from=5 >= to=5"],
  [
    () => bytes.random_(-1, 5),
    ValueError,
    "random_: uint8 holds the whole numbers 0 to 255, got from=-1 and to=5 (exclusive)",
  ],
  [
    () => bytes.random_(0, 257),
    ValueError,
    "random_: uint8 holds the whole numbers 0 to 255, got from=0 and to=257 (exclusive)",
  ],
  [() => x.geometric_(0), ValueError, "geometric_: expects p to be in (0, 1), but got p=0"],
  [() => x.geometric_(1), ValueError, "geometric_: expects p to be in (0, 1), but got p=1"],
  [() => bools.geometric_(0.5), DTypeError, "geometric_: a bool tensor holds no numbers of trials"],
  [() => x.hardtanh(1, 1), ValueError, "hardtanh: minVal 1 must be less than maxVal 1"],
  [() => x.prelu(ones(1, 3)), ShapeError, "prelu: expected weight to be a scalar or 1D tensor, got shape [1, 3]"],
  [() => x.prelu(ones(2)), ShapeError, "prelu: weight has 2 elements, expected 1 or the number of channels of [2, 3]"],
  [() => v.prelu(ones(2)), ShapeError, "prelu: weight has 2 elements, expected 1 or the number of channels of [3]"],
  [() => x.clamp(), ValueError, "clamp: at least one of min and max must be given"],
  [
    () => x.maskedFill(x.gt(0), ones(1)),
    ShapeError,
    "maskedFill: expected a number or a 0-d tensor as value, got one of shape [1]",
  ],
  [() => v.topk(0.5), IndexError, "topk: selected index k out of range: k is 0.5, dimension 0 has size 3"],
  [() => v.topk(-1), IndexError, "topk: selected index k out of range: k is -1, dimension 0 has size 3"],
  [() => v.topk(4), IndexError, "topk: selected index k out of range: k is 4, dimension 0 has size 3"],
  [() => v.kthvalue(0), IndexError, "kthvalue: selected number k out of range for dimension 0: k is 0, size is 3"],
  [() => v.kthvalue(4), IndexError, "kthvalue: selected number k out of range for dimension 0: k is 4, size is 3"],
  [() => v.kthvalue(1.5), IndexError, "kthvalue: selected number k out of range for dimension 0: k is 1.5, size is 3"],
  [() => whole(0).oneHot(0.5), ValueError, "oneHot: numClasses must be a whole number >= 1, or -1, got 0.5"],
  [() => whole(0).oneHot(-2), ValueError, "oneHot: numClasses must be a whole number >= 1, or -1, got -2"],
  [() => whole(0).oneHot(0), ValueError, "oneHot: numClasses must be a whole number >= 1, or -1, got 0"],
  [() => whole(-1).oneHot(2), ValueError, "oneHot: class values must be non-negative, got -1"],
  [() => whole(2).oneHot(2), ValueError, "oneHot: class values must be smaller than numClasses (2), got 2"],
  [
    () => zeros(0, { dtype: "int32" }).oneHot(),
    ShapeError,
    "oneHot: cannot infer the number of classes from an empty tensor of shape [0]",
  ],
  [() => whole(0).bincount(null, -1), ValueError, "bincount: minlength must be a whole number >= 0, got -1"],
  [() => whole(0).bincount(null, 0.5), ValueError, "bincount: minlength must be a whole number >= 0, got 0.5"],
  [() => whole(0).reshape(1, 1).bincount(), ShapeError, "bincount: expected a 1-d tensor, got shape [1, 1]"],
  [() => whole(0).bincount(ones(2)), ShapeError, "bincount: weights of shape [2] must have the input's shape, [1]"],
  [() => whole(-1).bincount(), ValueError, "bincount: expected numbers >= 0, got -1"],
  [() => v.take(whole(-4)), IndexError, "take: index -4 is out of bounds for dimension 0 with size 3"],
  [() => v.take(whole(3)), IndexError, "take: index 3 is out of bounds for dimension 0 with size 3"],
  [() => v.indexSelect(0, whole(-1)), IndexError, "indexSelect: index -1 is out of bounds for dimension 0 with size 3"],
  [() => v.indexSelect(0, whole(3)), IndexError, "indexSelect: index 3 is out of bounds for dimension 0 with size 3"],
  [
    () => v.indexSelect(0, whole(0).reshape(1, 1)),
    ShapeError,
    "indexSelect: index is supposed to be a vector, got shape [1, 1]",
  ],
  [() => v.pad([1]), ShapeError, "pad: padding [1] must be pairs of whole numbers, at most one per dimension of [3]"],
  [
    () => v.pad([1, 1, 1, 1]),
    ShapeError,
    "pad: padding [1, 1, 1, 1] must be pairs of whole numbers, at most one per dimension of [3]",
  ],
  [
    () => v.pad([0.5, 1]),
    ShapeError,
    "pad: padding [0.5, 1] must be pairs of whole numbers, at most one per dimension of [3]",
  ],
  [() => v.pad([-2, -2]), ShapeError, "pad: padding [-2, -2] leaves dimension 0 of [3] with a negative size"],
  [
    () => v.pad([3, 0], "reflect"),
    ShapeError,
    "pad: a reflect margin of 3 and 0 does not fit dimension 0 of size 3; at most 2",
  ],
  [
    () => v.pad([0, 3], "reflect"),
    ShapeError,
    "pad: a reflect margin of 0 and 3 does not fit dimension 0 of size 3; at most 2",
  ],
  [
    () => v.pad([4, 0], "circular"),
    ShapeError,
    "pad: a circular margin of 4 and 0 does not fit dimension 0 of size 3; at most 3",
  ],
  [
    () => v.pad([0, 4], "circular"),
    ShapeError,
    "pad: a circular margin of 0 and 4 does not fit dimension 0 of size 3; at most 3",
  ],
  [
    () => zeros(0).pad([1, 0], "replicate"),
    ShapeError,
    "pad: a replicate margin of 1 and 0 does not fit dimension 0 of size 0; at most 0",
  ],
  [
    () => x.repeat(2),
    ShapeError,
    "repeat: number of counts can not be smaller than number of dimensions of tensor: counts [2], shape [2, 3]",
  ],
  [() => v.repeat(-1), ShapeError, "repeat: counts must be whole numbers >= 0, got [-1]"],
  [() => v.repeat(0.5), ShapeError, "repeat: counts must be whole numbers >= 0, got [0.5]"],
  [() => v.repeatInterleave(-1), ValueError, "repeatInterleave: counts must be whole numbers >= 0, got [-1]"],
  [() => v.repeatInterleave(0.5), ValueError, "repeatInterleave: counts must be whole numbers >= 0, got [0.5]"],
  [
    () => v.repeatInterleave([1, -1, 1]),
    ValueError,
    "repeatInterleave: counts must be whole numbers >= 0, got [1, -1, 1]",
  ],
  [() => v.split(-1), ValueError, "split: size must be a whole number >= 1, got -1"],
  [() => v.split(0.5), ValueError, "split: size must be a whole number >= 1, got 0.5"],
  [() => v.split(0), ValueError, "split: size must be a whole number >= 1, got 0"],
  [() => v.split([-1, 4]), ValueError, "split: sizes must be whole numbers >= 0, got [-1, 4]"],
  [() => v.split([0.5, 2.5]), ValueError, "split: sizes must be whole numbers >= 0, got [0.5, 2.5]"],
  [
    () => v.split([1, 1]),
    ShapeError,
    "split: sizes [1, 1] must add up to exactly 3, the size of dimension 0 of [3], but add up to 2",
  ],
  [() => v.chunk(0), ValueError, "chunk: chunks must be a whole number >= 1, got 0"],
  [() => v.chunk(0.5), ValueError, "chunk: chunks must be a whole number >= 1, got 0.5"],
  [() => v.tensorSplit(0), ValueError, "tensorSplit: number of sections must be larger than 0, got 0"],
  [() => v.tensorSplit(0.5), ValueError, "tensorSplit: number of sections must be larger than 0, got 0.5"],
  [() => v.mm(x), ShapeError, "mm: expected shapes [M, K] and [K, N], got [3] and [2, 3]"],
  [() => x.mm(v), ShapeError, "mm: expected shapes [M, K] and [K, N], got [2, 3] and [3]"],
  [() => x.mm(x), ShapeError, "mm: expected shapes [M, K] and [K, N], got [2, 3] and [2, 3]"],
  [() => v.mv(v), ShapeError, "mv: expected shapes [M, K] and [K], got [3] and [3]"],
  [() => x.mv(x), ShapeError, "mv: expected shapes [M, K] and [K], got [2, 3] and [2, 3]"],
  [() => x.mv(ones(2)), ShapeError, "mv: expected shapes [M, K] and [K], got [2, 3] and [2]"],
  [() => x.dot(v), ShapeError, "dot: expected two vectors of one length, got [2, 3] and [3]"],
  [() => v.dot(x), ShapeError, "dot: expected two vectors of one length, got [3] and [2, 3]"],
  [() => v.dot(ones(2)), ShapeError, "dot: expected two vectors of one length, got [3] and [2]"],
  [() => x.outer(v), ShapeError, "outer: expected two vectors, got [2, 3] and [3]"],
  [() => v.outer(x), ShapeError, "outer: expected two vectors, got [3] and [2, 3]"],
  [() => x.bmm(cube), ShapeError, "bmm: expected shapes [B, M, K] and [B, K, N], got [2, 3] and [2, 3, 4]"],
  [() => cube.bmm(x), ShapeError, "bmm: expected shapes [B, M, K] and [B, K, N], got [2, 3, 4] and [2, 3]"],
  [
    () => cube.bmm(ones(1, 4, 2)),
    ShapeError,
    "bmm: expected shapes [B, M, K] and [B, K, N], got [2, 3, 4] and [1, 4, 2]",
  ],
  [
    () => cube.bmm(ones(2, 3, 4)),
    ShapeError,
    "bmm: expected shapes [B, M, K] and [B, K, N], got [2, 3, 4] and [2, 3, 4]",
  ],
  [() => x.addmm(v, x), ShapeError, "addmm: expected matrices [M, K] and [K, N], got [3] and [2, 3]"],
  [() => x.addmm(x, v), ShapeError, "addmm: expected matrices [M, K] and [K, N], got [2, 3] and [3]"],
  [() => x.addmm(x, x), ShapeError, "addmm: expected matrices [M, K] and [K, N], got [2, 3] and [2, 3]"],
  [
    () => library.tensordot(x, x, 0.5),
    ValueError,
    "tensordot: dims must be a whole number from 0 to 2, the dimensions that both have, got 0.5",
  ],
  [
    () => library.tensordot(x, x, -1),
    ValueError,
    "tensordot: dims must be a whole number from 0 to 2, the dimensions that both have, got -1",
  ],
  [
    () => library.tensordot(x, x, 3),
    ValueError,
    "tensordot: dims must be a whole number from 0 to 2, the dimensions that both have, got 3",
  ],
  [
    () => x.movedim([0], [0, 1]),
    ShapeError,
    "movedim: source [0] and destination [0, 1] must be lists of as many different dims",
  ],
  [
    () => x.movedim([0, 1], [0, 0]),
    ShapeError,
    "movedim: source [0, 1] and destination [0, 0] must be lists of as many different dims",
  ],
  [
    () => v.narrow(0, 0.5, 1),
    IndexError,
    "narrow: start and length must be whole numbers, and length >= 0, got start 0.5 and length 1",
  ],
  [
    () => v.narrow(0, 0, 0.5),
    IndexError,
    "narrow: start and length must be whole numbers, and length >= 0, got start 0 and length 0.5",
  ],
  [() => v.slice(0, 0, 0.5), ValueError, "slice: bounds must be whole numbers, got 0 and 0.5"],
  [() => v.slice(0, 0, 2, 0.5), ValueError, "slice: step must be greater than zero, got 0.5"],
  [() => v.unfold(0, -1, 1), ValueError, "unfold: size must be >= 0 and step >= 1, got size -1 and step 1"],
  [() => v.unfold(0, 0.5, 1), ValueError, "unfold: size must be >= 0 and step >= 1, got size 0.5 and step 1"],
  [() => v.unfold(0, 1, 0.5), ValueError, "unfold: size must be >= 0 and step >= 1, got size 1 and step 0.5"],
  [
    () => v.expand(0.5, 3),
    ShapeError,
    "expand: sizes must be whole numbers >= 0, or -1 for an existing dimension, got [0.5, 3]",
  ],
  [
    () => v.expand(-2, 3),
    ShapeError,
    "expand: sizes must be whole numbers >= 0, or -1 for an existing dimension, got [-2, 3]",
  ],
  [
    () => v.expand(-2),
    ShapeError,
    "expand: sizes must be whole numbers >= 0, or -1 for an existing dimension, got [-2]",
  ],
  [() => v.triu(), ShapeError, "triu: expected at least two dimensions, got shape [3]"],
  [() => x.triu(0.5), ShapeError, "triu: diagonal must be a whole number, got 0.5"],
  [() => x.diagonal(0.5), ShapeError, "diagonal: offset must be a whole number, got 0.5"],
  [() => x.diagonal(0, 1, -1), ShapeError, "diagonal: diagonal dimensions cannot be identical 1, 1"],
  [() => tensor([1.5]).bernoulli(), ValueError, "bernoulli: expected probabilities in [0, 1], got 1.5"],
  [() => v.uniform_(2, 1), ValueError, "uniform_: expected from <= to, got 2 and 1"],
  [
    () => {
      const a = ones(2, { requiresGrad: true });
      a.grad = ones(3);
    },
    ShapeError,
    "grad: a tensor of shape [2] takes no gradient of shape [3]",
  ],
  [
    () => whole(1).requiresGrad_(),
    GradError,
    "requiresGrad_: only float32 and float64 tensors can require gradients, got int32",
  ],
  [
    () => library.arange(0, 3, -1),
    ValueError,
    "arange: upper bound and larger bound inconsistent with step sign: 0 to 3 by -1",
  ],
  [() => library.arange(0, 3, 0), ValueError, "arange: step must be nonzero"],
  [
    () => library.arange(0, 3, 0.5, { dtype: "int32" }),
    ValueError,
    "arange: step must be nonzero, got 0.5, which is 0 as int32",
  ],
  [() => x.at(0, 0, 0), IndexError, "at: too many indices for tensor of dimension 2: got 3, the shape is [2, 3]"],
  [() => x.at(ones(1)), IndexError, "at: tensors used as indices must be int32 or bool, got float32"],
  [
    () => library.maxPool2d(ones(1, 4, 4), 2, { padding: 2 }),
    ValueError,
    "maxPool2d: padding [2, 2] must be at most half of what the kernel spans, [2, 2]",
  ],
  [
    () => library.maxPool2d(ones(1, 4, 4), 2, 0),
    ValueError,
    "maxPool2d: stride must be a whole number >= 1, or 2 of them, got 0",
  ],
  [
    () => library.maxPool2d(ones(1, 4, 4), [2] as never),
    ValueError,
    "maxPool2d: kernelSize must be a whole number >= 1, or 2 of them, got [2]",
  ],
  [
    () => library.maxPool2d(ones(1, 4, 4), 1.5),
    ValueError,
    "maxPool2d: kernelSize must be a whole number >= 1, or 2 of them, got 1.5",
  ],
  [
    () => library.maxPool2d(ones(1, 4, 4), [2, 2, 2] as never),
    ValueError,
    "maxPool2d: kernelSize must be a whole number >= 1, or 2 of them, got [2, 2, 2]",
  ],
  [() => x.sum([0, 0]), ShapeError, "sum: dim 0 appears twice in the list of dims"],
  [() => x.sum(0.5), IndexError, "sum: Dimension out of range (expected to be in range of [-2, 1], but got 0.5)"],
  [() => x.sum(2), IndexError, "sum: Dimension out of range (expected to be in range of [-2, 1], but got 2)"],
  [() => x.sum(-3), IndexError, "sum: Dimension out of range (expected to be in range of [-2, 1], but got -3)"],
  [() => zeros(1.5), ShapeError, "zeros: sizes must be whole numbers >= 0, got [1.5]"],
  [() => zeros(-1), ShapeError, "zeros: sizes must be whole numbers >= 0, got [-1]"],
  [
    () => {
      const a = ones(2, { requiresGrad: true }).mul(1).view(2);
      a.detach_();
    },
    GradError,
    "detach_: a view cannot be detached in place; use detach()",
  ],
  [() => v.gather(0, whole(-1)), IndexError, "gather: index -1 is out of bounds for dimension 0 with size 3"],
  [() => v.gather(0, whole(3)), IndexError, "gather: index 3 is out of bounds for dimension 0 with size 3"],
  [() => v.scatter(0, whole(-1), 1), IndexError, "scatter: index -1 is out of bounds for dimension 0 with size 3"],
  [
    () => v.scatterAdd(0, whole(3), ones(1)),
    IndexError,
    "scatterAdd: index 3 is out of bounds for dimension 0 with size 3",
  ],
  [
    () => v.scatterReduce(0, whole(-1), ones(1), "amax"),
    IndexError,
    "scatterReduce: index -1 is out of bounds for dimension 0 with size 3",
  ],
  [
    () => v.scatterReduce(0, whole(3), ones(1), "amax"),
    IndexError,
    "scatterReduce: index 3 is out of bounds for dimension 0 with size 3",
  ],
  [
    () => v.scatter(0, whole(0), x),
    ShapeError,
    "scatter: index of shape [1] must not be larger than the source, [2, 3]",
  ],
  [
    () => v.scatter(0, whole(0, 1), ones(1)),
    ShapeError,
    "scatter: index of shape [2] must not be larger than the source, [1]",
  ],
  [
    () => v.indexPut([whole(0)], ones(2, 1)),
    ShapeError,
    "indexPut: shape mismatch: value tensor of shape [2, 1] cannot be broadcast to indexing result of shape [1]",
  ],
  [
    () => v.indexPut([whole(0)], ones(2)),
    ShapeError,
    "indexPut: shape mismatch: value tensor of shape [2] cannot be broadcast to indexing result of shape [1]",
  ],
  [() => x.view(-2, 3), ShapeError, "view: sizes must be whole numbers >= 0 with at most one -1, got [-2, 3]"],
  [() => x.view(1.5, 4), ShapeError, "view: sizes must be whole numbers >= 0 with at most one -1, got [1.5, 4]"],
  [
    () => library.avgPool2d(cube, 2, { divisorOverride: 0 }),
    ValueError,
    "avgPool2d: divisorOverride must be a whole number other than 0, got 0",
  ],
  [
    () => library.avgPool2d(cube, 2, { divisorOverride: 0.5 }),
    ValueError,
    "avgPool2d: divisorOverride must be a whole number other than 0, got 0.5",
  ],
])("refuses %s", (call, type, message) => {
  expect(call).toThrow(new type(message));
});

test.each<[() => Tensor, unknown]>([
  [() => bools.sub(1), [0, -1]],
  [() => whole(2).pow(-0.5), [0.7071067690849304]],
  [() => v.prelu(ones(3)), [1, 1, 1]],
  [
    () => x.maskedFill(x.gt(0), tensor(2)),
    [
      [2, 2, 2],
      [2, 2, 2],
    ],
  ],
  [() => v.topk(3).values, [1, 1, 1]],
  [() => v.kthvalue(3).values, 1],
  [() => zeros(0, { dtype: "int32" }).oneHot(2), []],
  [() => v.take(whole(-3)), [1]],
  [() => v.pad([-2, -1]), []],
  [() => v.pad([2, 2], "reflect"), [1, 1, 1, 1, 1, 1, 1]],
  [() => v.pad([3, 3], "circular"), [1, 1, 1, 1, 1, 1, 1, 1, 1]],
  [() => v.repeat(0), []],
  [() => library.tensordot(x, x, 2), 6],
  [() => v.narrow(0, -3, 3), [1, 1, 1]],
  [() => v.narrow(0, 3, 0), []],
  [() => v.unfold(0, 3, 1), [[1, 1, 1]]],
  [() => v.unfold(0, 0, 1), [[], [], [], []]],
  [() => library.arange(3, 3), []],
  [() => library.arange(3, 0, -1), [3, 2, 1]],
  [() => x.sum(-2), [2, 2, 2]],
])("takes %s", (call, expected) => {
  expect(call().tolist()).toEqual(expected);
});
