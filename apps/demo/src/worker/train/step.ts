import { noGrad } from "@lumbre/autograd";
import { CrossEntropyLoss, type Parameter } from "@lumbre/nn";
import { scope, type Tensor } from "@lumbre/tensor";
import { classes, type Digits, type LayerNumbers, type StepReport } from "../../protocol.js";
import { firstOf } from "../data/epoch.js";
import { labelsToTensor } from "../data/tensors.js";
import { argmaxRows, type Network } from "./network.js";
import type { AnyOptimizer } from "./optimizers.js";

const criterion = new CrossEntropyLoss();

/** Digits of a batch that a step report shows. */
const shownDigits = 16;

export interface StepResult {
  readonly loss: number;
  readonly accuracy: number;
  /** Empty where they were not asked for. */
  readonly layers: readonly LayerNumbers[];
}

/** One step of training on a batch: forward, loss, backward, update. */
export function trainStep(network: Network, optimizer: AnyOptimizer, batch: Digits, withNorms: boolean): StepResult {
  const { model, device } = network;
  // Only after a prediction, for to walk through all layers takes as long as a small one.
  if (!model.training) model.train();
  return scope(() => {
    optimizer.zeroGrad();
    const logits = model(network.toInput(batch.pixels));
    const loss = criterion(logits, labelsToTensor(batch.labels, device));
    loss.backward();
    const layers = withNorms ? gradientNorms(network) : [];
    optimizer.step();
    return { loss: loss.item(), accuracy: share(logits, batch.labels), layers };
  });
}

function share(logits: Tensor, labels: Uint8Array): number {
  const correct = argmaxRows(logits.readSync()).filter((answer, i) => answer === labels[i]).length;
  return correct / labels.length;
}

/** The parameters of each layer that has some. */
function parametersByLayer({ model }: Network): Map<string, Parameter[]> {
  const layers = new Map<string, Parameter[]>();
  for (const [path, parameter] of model.namedParameters()) {
    const layer = path.slice(0, path.lastIndexOf("."));
    layers.set(layer, [...(layers.get(layer) ?? []), parameter]);
  }
  return layers;
}

const norm = (tensors: readonly Tensor[]): number => Math.hypot(...tensors.map((tensor) => tensor.norm().item()));

function gradientNorms(network: Network): LayerNumbers[] {
  return noGrad(() =>
    Array.from(parametersByLayer(network), ([name, parameters]) => ({
      name,
      gradient: norm(parameters.flatMap(({ grad }) => (grad === null ? [] : [grad]))),
      update: Number.NaN,
    })),
  );
}

/** The same step, taken apart and measured; the loss of the batch is computed once more after it. */
export function inspectStep(
  network: Network,
  optimizer: AnyOptimizer,
  batch: Digits,
): Omit<StepReport, "step" | "lr"> & { readonly accuracy: number } {
  const { model, device } = network;
  model.train();
  return scope(() => {
    const x = network.toInput(batch.pixels);
    const y = labelsToTensor(batch.labels, device);
    const before = noGrad(() => model.parameters().map((parameter) => parameter.detach().clone()));
    optimizer.zeroGrad();
    const startedAt = performance.now();
    const logits = model(x);
    const loss = criterion(logits, y);
    const lossBefore = loss.item();
    const forwardAt = performance.now();
    loss.backward();
    const gradients = gradientNorms(network);
    const backwardAt = performance.now();
    optimizer.step();
    const updateAt = performance.now();
    return {
      lossBefore,
      lossAfter: evaluateLoss(network, x, y),
      layers: withUpdates(network, gradients, before),
      digits: firstOf(batch, shownDigits),
      probabilities: noGrad(() => Float32Array.from(logits.softmax(1).readSync())).slice(0, shownDigits * classes),
      accuracy: share(logits, batch.labels),
      forward: forwardAt - startedAt,
      backward: backwardAt - forwardAt,
      update: updateAt - backwardAt,
    };
  });
}

/** In evaluation mode, which draws no random numbers: a run is the same whether it is looked at or not. */
function evaluateLoss({ model }: Network, x: Tensor, y: Tensor): number {
  model.eval();
  return noGrad(() => criterion(model(x), y).item());
}

/** Adds the size of each layer's update, relative to its weights. */
function withUpdates(network: Network, layers: readonly LayerNumbers[], before: readonly Tensor[]): LayerNumbers[] {
  return noGrad(() => {
    const now = network.model.parameters();
    const byLayer = [...parametersByLayer(network).values()];
    return layers.map((layer, i) => {
      const old = byLayer[i].map((parameter) => before[now.indexOf(parameter)]);
      const change = norm(byLayer[i].map((parameter, k) => parameter.sub(old[k])));
      return { ...layer, update: change / Math.max(norm(old), 1e-12) };
    });
  });
}
