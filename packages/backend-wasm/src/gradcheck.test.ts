import { gradcheck } from "@lumbre/autograd";
import { type Conv2dOptions, cpu, type Tensor } from "@lumbre/tensor";
import { convCases, convOperands, distinctTensor, poolCases, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { test } from "vitest";
import { createWasm } from "./index.js";

// Numerical differentiation through the float32 kernels. The step balances their rounding, some 1e-6, against the curvature.
const wasm = createWasm({ debug: true });
const options = { eps: 1e-2, atol: 5e-3, rtol: 2e-2, fastMode: true };

/** Checks `fn` on the device, from float64 inputs. */
function check(fn: (...inputs: Tensor[]) => Tensor, ...inputs: Tensor[]): void {
  const leaves = inputs.map((input) => input.detach().to("float64").requiresGrad_());
  const onDevice = (...xs: Tensor[]): Tensor =>
    fn(...xs.map((x) => x.to("float32").to(wasm)))
      .to(cpu)
      .to("float64");
  gradcheck(onDevice, leaves, options);
}

test("convolutions over random valid configurations", () => {
  fc.assert(
    fc.property(convCases(2), (item) => {
      const { x, weight, bias } = convOperands(item);
      check((a, w, b) => a.conv2d(w, b, item.options as Conv2dOptions), x, weight, bias);
    }),
    { numRuns: sampledRuns(30) },
  );
});

test("Winograd's convolutions", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 3, max: 9 }),
      fc.integer({ min: 4, max: 9 }),
      fc.integer({ min: 4, max: 9 }),
      fc.nat(2),
      fc.nat(),
      (batch, height, width, padding, seed) => {
        const x = randomTensor([batch, 8, height + 2, width + 2], seed);
        check((a, w) => a.conv2d(w, null, { padding }), x, randomTensor([9, 8, 3, 3], seed + 1));
      },
    ),
    { numRuns: sampledRuns(20) },
  );
});

test("pooling over random valid configurations", () => {
  fc.assert(
    fc.property(poolCases(2), fc.nat(1000), (item, seed) => {
      check((x) => x.maxPool2d(item.kernel, item.options) as Tensor, distinctTensor(item.xShape, seed));
    }),
    { numRuns: sampledRuns(30) },
  );
});

test("products, softmax and functions", () => {
  const [a, b] = [randomTensor([5, 7], 1), randomTensor([7, 6], 2)];
  check((x, y) => x.matmul(y), a, b);
  check((x) => x.softmax(1), a);
  check((x) => x.logSoftmax(0), a);
  check((x) => x.exp().add(x.tanh()).mul(x.sigmoid()), a);
  check((x) => x.var(0).add(x.mean(0)), a);
});
