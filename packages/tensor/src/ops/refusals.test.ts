import "@lumbre/autograd";
import { expect, test } from "vitest";
import * as library from "../index.js";
import {
  ArgumentError,
  cpu,
  DeviceError,
  DTypeError,
  GradError,
  IndexError,
  linalg,
  ones,
  ShapeError,
  Tensor,
  tensor,
  ValueError,
} from "../index.js";

// Errors of one op alone, for input that no other test gives it.

const x = tensor([
  [1, 2, 6],
  [0, 3, 1],
]);
const whole = (...numbers: number[]): Tensor => tensor(numbers, { dtype: "int32" });
const wide = ones(2, 3, 4);
const leaf = ones(2, { requiresGrad: true });

test.each<[() => unknown, new (message: string) => Error, string]>([
  [() => library.celu(x, 0), ValueError, "celu: alpha cannot be 0"],
  [
    () => x.indexFill(0, whole(0), x),
    ShapeError,
    "indexFill: value must be a number or a 0-d tensor, got shape [2, 3]",
  ],
  [() => library.maskedScatter(x, x, x), DTypeError, "maskedScatter: mask must be bool, got float32"],
  [
    () => library.maskedScatter(x, x.gt(1), x.to("int32")),
    DTypeError,
    "maskedScatter: x is float32, source is int32; expected the same dtype",
  ],
  [
    () => library.searchsorted(x, 2),
    ShapeError,
    "searchsorted: all dimensions but the last must be those of the sorted sequence, [2, 3], got []",
  ],
  [
    () => library.searchsorted(x, ones(3, 2)),
    ShapeError,
    "searchsorted: all dimensions but the last must be those of the sorted sequence, [2, 3], got [3, 2]",
  ],
  [
    () => library.searchsorted(tensor(1), ones(1)),
    ShapeError,
    "searchsorted: the sorted elements must have at least one dimension, got shape []",
  ],
  [
    () => library.searchsorted(ones(3), ones(1), { sorter: whole(0, 1) }),
    ShapeError,
    "searchsorted: sorter of shape [2] must have the sequence's, [3]",
  ],
  [() => library.cartesianProd([]), ShapeError, "cartesianProd: expected at least one tensor, got an empty list"],
  [() => library.combinations(ones(60), 30), ValueError, "combinations: r 30 of 60 elements has too many ways to list"],
  [() => library.combinations(ones(2 ** 14), 3), ValueError, "combinations: r 3 of 16384 elements has too many ways"],
  [() => library.vander(ones(2), 2 ** 26 + 1), ValueError, "vander: N 67108865 makes too many columns of 2 elements"],
  [() => library.vander(ones(0), 2 ** 27 + 1), ValueError, "vander: N 134217729 makes too many columns of 0 elements"],
  [
    () => x.tensorSplit(2 ** 24 + 1),
    ValueError,
    "tensorSplit: number of sections must be at most 16777216, got 16777217",
  ],
  [() => library.trilIndices(2 ** 27 + 1, 0), ValueError, "trilIndices: row must be at most 134217728, got 134217729"],
  [() => library.blockDiag([]), ShapeError, "blockDiag: expected at least one tensor, got an empty list"],
  [
    () => library.blockDiag([x, wide]),
    ShapeError,
    "blockDiag: tensors must have at most two dimensions, got shape [2, 3, 4]",
  ],
  [() => library.cross(x, x, 0), ShapeError, "cross: dimension 0 of shape [2, 3] must have size 3"],
  [() => linalg.matrixNorm(wide, "fro", [0, -3]), ShapeError, "matrixNorm: dim 0 appears twice in the list of dims"],
  [
    () => linalg.matrixNorm(wide, "fro", [0, 1, 2]),
    ValueError,
    "matrixNorm: dim must be two dimensions, got [0, 1, 2]",
  ],
  [() => linalg.lstsq(x, x.to("float64")), DTypeError, "lstsq: A is float32, B is float64; expected the same dtype"],
  [() => linalg.multiDot([x, ones(3), x]), ShapeError, "multiDot: tensor 1 must have 2 dimensions, got shape [3]"],
  [() => linalg.multiDot([wide, x]), ShapeError, "multiDot: tensor 0 must have 1 or 2 dimensions, got shape [2, 3, 4]"],
  [() => linalg.multiDot([x, wide]), ShapeError, "multiDot: tensor 1 must have 1 or 2 dimensions, got shape [2, 3, 4]"],
  [() => library.histc(tensor([1, Infinity]), 3), ValueError, "histc: range of [1, Infinity] is not finite"],
  [() => library.histc(tensor([-Infinity, 1]), 3), ValueError, "histc: range of [-Infinity, 1] is not finite"],
  [
    () => library.quantile(x, tensor(0.5, { dtype: "float64" })),
    DTypeError,
    "quantile: q is float64, x is float32; expected the same dtype",
  ],
  [() => library.bitwiseAnd(whole(1), 0.5), DTypeError, "bitwiseAnd: expected integers or bools, got 0.5"],
  [
    () => library.conv1d(ones(2, 4, 3), ones(1, 3, 1)),
    ShapeError,
    "conv1d: input has 4 channels, weight [1, 3, 1] expects 3; channels come before what they are channels of: write " +
      "x.permute(0, 2, 1)",
  ],
  [
    () => library.conv1d(ones(4, 3), ones(1, 3, 1)),
    ShapeError,
    "expects 3; channels come before what they are channels of: write x.permute(1, 0)",
  ],
  [() => library.conv2d(ones(4, 5, 3), ones(1, 3, 1, 1)), ShapeError, "write x.permute(2, 0, 1)"],
  [() => library.conv2d(ones(2, 4, 5, 3), ones(1, 3, 1, 1)), ShapeError, "write x.permute(0, 3, 1, 2)"],
  [
    () => library.conv1d(ones(4, 5), ones(1, 1, 1)),
    ShapeError,
    "conv1d: input has 4 channels, weight [1, 1, 1] expects 1; 2 dimensions are one sequence [C, L]: write " +
      "x.unsqueeze(1) for a batch with one channel",
  ],
  [
    () => library.conv2d(ones(4, 5, 6), ones(1, 1, 1, 1)),
    ShapeError,
    "3 dimensions are one image [C, H, W]: write x.unsqueeze(1)",
  ],
  [
    () => library.linear(tensor(1), ones(1, 1)),
    ShapeError,
    "linear: input [] has no features, weight [1, 1] expects 1",
  ],
  [() => cpu.dispose(), DeviceError, "dispose: the CPU reference stays, for all devices use it"],
  [
    () => void (leaf.mul(2).requiresGrad = false),
    GradError,
    "requiresGrad: you can only change requiresGrad flags of leaf tensors; use detach()",
  ],
  [() => void (leaf.grad = ones(3)), ShapeError, "grad"],
  [() => void (leaf.mul(2).data = ones(2)), GradError, "only leaf tensors can be given other data; use detach()"],
  [() => library.rand(2, { dtype: "half" as never }), DTypeError, 'rand: unknown dtype "half"; expected one of'],
  [() => library.cat(3 as never), ArgumentError, "cat: tensors must be a list of tensors, got 3"],
  [() => Tensor.prototype.newZeros.call(1 as never, 2, 3), ArgumentError, "newZeros: expected a tensor, got 1"],
  [() => x.gather(0, x.to("int32").narrow(1, 0, 1).add(9)), IndexError, "gather: index"],
])("%s", (call, type, message) => {
  expect(call).toThrow(type);
  expect(call).toThrow(message);
});
