import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import type { Tensor } from "@lumbre/tensor";
import { scaleChannels, scaleChannelsRelu } from "@lumbre/tensor/engine";
import { distinctTensor, expectClose } from "@lumbre/testing";
import { describe, expect, test } from "vitest";

const double = (shape: readonly number[], seed: number): Tensor =>
  distinctTensor([...shape], seed)
    .to("float64")
    .requiresGrad_();

describe.each([
  ["scaleChannels", scaleChannels, (y: Tensor) => y],
  ["scaleChannelsRelu", scaleChannelsRelu, (y: Tensor) => y.relu()],
] as const)("%s", (_, func, activation) => {
  const [x, mean, scale, bias] = [double([2, 3, 4], 1), double([3, 1], 2), double([3, 1], 3), double([3, 1], 4)];

  test.each([true, false])("with a bias: %s", (hasBias) => {
    const y = func(x, mean, scale, hasBias ? bias : null);
    const composed = x.sub(mean).mul(scale);
    expectClose(y, activation(hasBias ? composed.add(bias) : composed));
    const call = (...given: Tensor[]): Tensor => func(given[0], given[1], given[2], hasBias ? given[3] : null);
    const inputs = hasBias ? [x, mean, scale, bias] : [x, mean, scale];
    expect(gradcheck(call, inputs).passed).toBe(true);
    expect(gradgradcheck(call, inputs).passed).toBe(true);
  });
});
