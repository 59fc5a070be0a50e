import { grad } from "@lumbre/autograd";
import { cpu, type Device, scope, type Tensor } from "@lumbre/tensor";
import { conv2dReluMaxPool2d } from "@lumbre/tensor/engine";
import { expectTensor, randomTensor } from "@lumbre/testing";
import { describe, test } from "vitest";
import { createWasm } from "../../index.js";

// Winograd's method makes the outputs of a tile from sums over the whole tile, so that an element of another size than the
// others would reach outputs that do not see it: such inputs are convolved by other methods.
const devices = [createWasm({ debug: true }), createWasm({ debug: true, threads: 2 })];

/** The result and the gradients of a 3x3 convolution, alone or with ReLU and pooling. */
function passes(device: Device, isBlock: boolean, operands: readonly Tensor[]): Tensor[] {
  const [x, weight, bias, g] = operands.map((operand) => operand.detach().to(device));
  const leaves = [x, weight, bias].map((leaf) => leaf.requiresGrad_());
  const y = isBlock ? conv2dReluMaxPool2d(x, weight, bias, { padding: 1 }, 2) : x.conv2d(weight, bias, { padding: 1 });
  return [y, ...grad([y], leaves, { gradOutputs: [g] })].map((t) => (t as Tensor).detach().to(cpu));
}

function operandsOf(isBlock: boolean): Tensor[] {
  const grads = isBlock ? [4, 9, 7, 7] : [4, 9, 14, 14];
  return [
    randomTensor([4, 8, 14, 14], 1),
    randomTensor([9, 8, 3, 3], 2),
    randomTensor([9], 3),
    randomTensor(grads, 4),
  ].map((t) => t.to("float32"));
}

describe.each([false, true])("with ReLU and pooling: %s", (isBlock) => {
  describe.each([1e7, -1e5, 3e33, Infinity, -Infinity, NaN])("an element of %d", (value) => {
    test.each([
      ["the input", 0],
      ["the weight", 1],
      ["the output's gradient", 3],
    ])("in %s changes only what sees it", (_, operand) => {
      scope(() => {
        const operands = operandsOf(isBlock);
        operands[operand].view(-1).select(0, 123).fill_(value);
        const expected = passes(cpu, isBlock, operands);
        for (const device of devices) {
          for (const [i, found] of passes(device, isBlock, operands).entries()) {
            // The input's gradient is a convolution of a padded one, and an infinite weight times a zero of the padding NaN.
            if (operand === 1 && i === 1 && !Number.isFinite(value)) continue;
            expectTensor(found, expected[i], { rtol: 2e-4, atol: 2e-4 });
          }
        }
      });
    });
  });
});
