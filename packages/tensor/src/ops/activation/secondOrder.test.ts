import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import * as library from "@lumbre/tensor";
import { type Tensor, tensor } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";

// Away from where the slopes jump, on all of their pieces.
const points = [-7.5, -3.6, -2.2, -0.8, -0.3, 0.2, 0.7, 1.4, 2.6, 3.7, 6.4, 25];

describe("gradients to second order, piece by piece", () => {
  test.each<[string, (x: Tensor) => Tensor]>([
    ["celu", (x) => library.celu(x, 1.5)],
    ["elu", (x) => library.elu(x, 1.5)],
    ["gelu", (x) => library.gelu(x)],
    ["gelu by tanh", (x) => library.gelu(x, { approximate: "tanh" })],
    ["hardshrink", (x) => library.hardshrink(x)],
    ["hardsigmoid", (x) => library.hardsigmoid(x)],
    ["hardswish", (x) => library.hardswish(x)],
    ["hardtanh", (x) => library.hardtanh(x)],
    ["leakyRelu", (x) => library.leakyRelu(x, 0.2)],
    ["logsigmoid", (x) => library.logsigmoid(x)],
    ["mish", (x) => library.mish(x)],
    ["prelu", (x) => library.prelu(x, tensor(0.2, { dtype: "float64" }))],
    ["relu", (x) => library.relu(x)],
    ["relu6", (x) => library.relu6(x)],
    ["selu", (x) => library.selu(x)],
    ["silu", (x) => library.silu(x)],
    ["softplus", (x) => library.softplus(x, 2, 4)],
    ["softshrink", (x) => library.softshrink(x)],
    ["softsign", (x) => library.softsign(x)],
    ["tanhshrink", (x) => library.tanhshrink(x)],
    ["threshold", (x) => library.threshold(x, 0.5, 3)],
  ])("of %s", (_, activation) => {
    const x = tensor(points, { dtype: "float64", requiresGrad: true });
    expect(gradcheck(activation, [x]).passed).toBe(true);
    expect(gradgradcheck(activation, [x]).passed).toBe(true);
  });
});
