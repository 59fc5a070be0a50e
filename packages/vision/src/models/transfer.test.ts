import { noGrad } from "@lumbre/autograd";
import { CrossEntropyLoss, Linear, type Module } from "@lumbre/nn";
import { manualSeed, randn, type Tensor, tensor } from "@lumbre/tensor";
import { expect, test } from "vitest";
import { models } from "../index.js";

/** Steps of gradient descent on those parameters that require gradients. */
function train(model: Module<[x: Tensor], Tensor>, x: Tensor, labels: Tensor, steps: number): number[] {
  const trained = model.parameters().filter((parameter) => parameter.requiresGrad);
  return Array.from({ length: steps }, () => {
    model.zeroGrad();
    const loss = new CrossEntropyLoss()(model(x), labels);
    loss.backward();
    noGrad(() => {
      for (const parameter of trained) parameter.sub_(parameter.grad!.mul(1e-4));
    });
    return loss.item() as number;
  });
}

test.each([
  ["resnet20", () => models.resnet20(), "linear", [4, 3, 32, 32]],
  ["cnn", () => models.cnn({ imageSize: 8 }), "fc", [4, 1, 8, 8]],
] as const)("a frozen %s with another last layer learns with that layer alone", (_, make, last, shape) => {
  manualSeed(0);
  const model = make() as unknown as Module<[x: Tensor], Tensor> & Record<string, Linear>;
  model.requiresGrad_(false);
  model[last] = new Linear(model[last].inFeatures, 2);
  model.eval();
  const before = new Map(Array.from(model.stateDict(), ([name, x]) => [name, x.toArray()] as const));
  const losses = train(model, randn([...shape]), tensor([0, 1, 0, 1], { dtype: "int32" }), 8);
  expect(losses[7]).toBeLessThan(losses[0]);
  const changed = Array.from(model.stateDict()).filter(([name, x]) => String(x.toArray()) !== String(before.get(name)));
  expect(changed.map(([name]) => name)).toEqual([`${last}.weight`, `${last}.bias`]);
  expect(model.parameters().filter(({ grad }) => grad !== null).length).toBe(2);
});
