import { type Tensor, tensor } from "@lumbre/tensor";
import { expect, test } from "vitest";
import { customFunction, detectAnomaly, isAnomalyEnabled, setDetectAnomaly } from "./index.js";

const poison = customFunction({
  name: "poison",
  forward: (_, x: Tensor) => x.mul(1),
  backward: (_, g) => [g.mul(Number.NaN)],
});

test("a NaN gradient names the op and the line that called it", () => {
  const x = tensor([1], { requiresGrad: true });
  let message = "";
  try {
    detectAnomaly(() => poison(x.mul(2)).sum().backward());
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toContain("Function 'PoisonBackward0' returned nan values in its gradient of input 0");
  expect(message).toContain("anomaly.test.ts");
});

test("names the line of an op, and of a change of a view, which has two nodes", () => {
  const x = tensor([0, 1], { requiresGrad: true });
  const nan = tensor([Number.NaN, 1]);
  const changed = (): [base: Tensor, view: Tensor] => {
    const base = x.mul(1);
    const view = base.narrow(0, 0, 1);
    view.add_(1);
    return [base, view];
  };
  for (const [name, input, pass] of [
    ["SqrtBackward0", 0, () => x.sqrt().mul(0).sum().backward()],
    ["CopySlices", 1, () => changed()[0].backward(nan)],
    ["AsStridedBackward0", 0, () => changed()[1].backward(tensor([Number.NaN]))],
  ] as const) {
    expect(() => detectAnomaly(pass)).toThrow(
      new RegExp(
        `^Function '${name}' returned nan values in its gradient of input ${input}; its forward was called at\\n[^]*anomaly.test.ts`,
      ),
    );
  }
});

test("is off by default and afterwards", () => {
  const x = tensor([1], { requiresGrad: true });
  poison(x).sum().backward();
  expect(x.grad?.item()).toBeNaN();
  expect(isAnomalyEnabled()).toBe(false);
  detectAnomaly(() => expect(isAnomalyEnabled()).toBe(true));
  expect(isAnomalyEnabled()).toBe(false);
  setDetectAnomaly(true);
  expect(isAnomalyEnabled()).toBe(true);
  setDetectAnomaly(false);
});

test("goes on behind an inner block, one that throws too", () => {
  const x = tensor([1], { requiresGrad: true });
  detectAnomaly(() => {
    detectAnomaly(() => {});
    expect(isAnomalyEnabled()).toBe(true);
    expect(() =>
      detectAnomaly(() => {
        throw new Error("inside");
      }),
    ).toThrow("inside");
    expect(isAnomalyEnabled()).toBe(true);
    expect(() => poison(x).sum().backward()).toThrow("returned nan values");
  });
  expect(isAnomalyEnabled()).toBe(false);
});
