import { tensor } from "@lumbre/tensor";
import { expect, test } from "vitest";
import { customFunction, detectAnomaly, isAnomalyEnabled, setDetectAnomaly } from "./index.js";

const poison = customFunction({
  name: "poison",
  forward: (_, x: ReturnType<typeof tensor>) => x.mul(1),
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
