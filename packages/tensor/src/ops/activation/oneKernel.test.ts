import * as library from "@lumbre/tensor";
import { type Tensor, tensor } from "@lumbre/tensor";
import { expectTensor } from "@lumbre/testing";
import { expect, test } from "vitest";

// PyTorch has these for floats only. Here integers are taken for the floats that they are.
test.each<[string, (x: Tensor) => Tensor]>([
  ["hardsigmoid", (x) => library.hardsigmoid(x)],
  ["logsigmoid", (x) => library.logsigmoid(x)],
  ["silu", (x) => library.silu(x)],
  ["softshrink", (x) => library.softshrink(x)],
  ["hardswish", (x) => library.hardswish(x)],
  ["mish", (x) => library.mish(x)],
  ["softplus", (x) => library.softplus(x)],
  ["leakyRelu", (x) => library.leakyRelu(x)],
  ["elu", (x) => library.elu(x)],
  ["celu", (x) => library.celu(x)],
  ["selu", (x) => library.selu(x)],
  ["gelu", (x) => library.gelu(x)],
  ["gelu by tanh", (x) => library.gelu(x, { approximate: "tanh" })],
])("%s of integers is float32", (_, activation) => {
  const values = [-3, -1, 0, 1, 4];
  for (const dtype of ["int32", "uint8"] as const) {
    const x = tensor(values.map((value) => (dtype === "uint8" ? Math.abs(value) : value)));
    const y = activation(x.to(dtype));
    expect(y.dtype).toBe("float32");
    expectTensor(y, activation(x));
  }
});
