import { gradcheck } from "@lumbre/autograd";
import { cpu } from "@lumbre/tensor";
import type { GradientReport, ModelName } from "../protocol.js";
import type { ImageSet } from "./data/imageSet.js";
import { imagesToTensor } from "./data/tensors.js";
import { createModel } from "./models.js";
import { keepingRandomness } from "./randomness.js";
import type { Run } from "./train/run.js";
import { loadTensor } from "./train/stored.js";

/** Elements of each parameter that are compared, besides a random direction. */
const maxEntries = 4;
const eps = 1e-6;

/** Test digits that go through each network: as many as take a few seconds on the CPU reference. */
const digitsOf: Readonly<Record<ModelName, number>> = { lenet5: 4, cnn: 2, mlp: 4 };

/** Checks a float64 copy of the network on the CPU reference: small differences need the digits, and the run stays as it is. */
export async function checkGradients({ network, settings, step }: Run, test: ImageSet): Promise<GradientReport> {
  const wanted = Array.from({ length: digitsOf[settings.model] }, (_, i) => i);
  const { pixels, labels } = test.take(await test.available(wanted));
  const startedAt = performance.now();
  const model = keepingRandomness(() => createModel(settings.model, 0)).eval();
  const weights = Object.entries(network.save()).map(([name, value]) => [name, loadTensor(value, cpu)] as const);
  model.loadStateDict(Object.fromEntries(weights));
  model.to("float64");
  const x = imagesToTensor(pixels, settings.dataset, cpu).to("float64");
  const report = gradcheck(model, x, { maxEntries, eps, raiseException: false });
  return {
    model: settings.model,
    step,
    passed: report.passed,
    digits: labels.length,
    eps,
    seconds: (performance.now() - startedAt) / 1000,
    parameters: report.tensors.flatMap(({ name, shape, compared, worst }) => {
      if (worst === null) return [];
      const { analytical, numerical, relativeError, inputIndex } = worst;
      const index = inputIndex === null ? null : indexIn(shape, inputIndex);
      return [{ name, shape, compared, worst: { index, analytical, numerical, relativeError } }];
    }),
  };
}

/** The index in each dimension of the element with a number, row by row. */
function indexIn(shape: readonly number[], flat: number): number[] {
  let rest = flat;
  return shape
    .toReversed()
    .map((size) => {
      const i = rest % size;
      rest = (rest - i) / size;
      return i;
    })
    .reverse();
}
