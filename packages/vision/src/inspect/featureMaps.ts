import { noGrad } from "@lumbre/autograd";
import type { Module } from "@lumbre/nn";
import { type Tensor, ValueError } from "@lumbre/tensor";
import { aTensor, bind, defineSignature, nullable, optional, required } from "@lumbre/tensor/engine";
import { aListOfLayers, aNetwork, findLayer, type Layer, type Network } from "./layers.js";
import { copyOf, inEvaluation, withHooks } from "./run.js";

/** Options of {@link featureMaps}. */
export interface FeatureMapsOptions {
  /** Layers, by their paths or themselves; null: all that have no layers in them. Default null. */
  readonly layers?: readonly Layer[] | null;
}

const signature = defineSignature(
  "featureMaps",
  required("model", aNetwork),
  required("x", aTensor),
  optional("layers", nullable(aListOfLayers), null),
);

/**
 * The outputs of a network's layers for an input, by the layers' paths: the feature maps of its convolutions, and what
 * follows them. The network runs once, in evaluation mode, and is left as it was. Of a layer that is called several
 * times, it is the last output.
 *
 * Shapes: x as the network takes it, such as [N, C, H, W] -> of a convolution [N, Cout, H', W'].
 *
 * The maps are copies. They have gradients with respect to x if x requires them, and none otherwise.
 *
 * @param model A network that takes one tensor.
 * @param x Its input.
 * @param layers Layers, by their paths (`"layer1.0.conv1"`) or themselves, whose outputs come in this order; null: all that
 *   have no layers in them, in the order of their calls. Default null.
 * @throws {IndexError} for a path that leads nowhere.
 * @throws {ValueError} for a layer that is not called, or whose output is no tensor.
 * @example
 * const model = models.cnn();
 * const maps = featureMaps(model, zeros(1, 1, 28, 28));
 * [...maps.keys()]; // => ["conv1.0", "conv1.1", "conv1.2", "conv2.0", "conv2.1", "conv2.2", "dropout", "fc"]
 * maps.get("conv2.0").shape; // => [1, 128, 14, 14]
 * featureMaps(model, zeros(1, 1, 28, 28), { layers: ["conv1", model.conv2] }).size; // => 2
 * @see https://pytorch.org/vision/stable/feature_extraction.html
 */
export function featureMaps(
  model: Network,
  x: Tensor,
  layers?: readonly Layer[] | null | FeatureMapsOptions,
): Map<string, Tensor> {
  const [network, input, wanted] = bind(signature, arguments);
  const paths = new Map(
    wanted?.map((layer) => findLayer("featureMaps", network, layer)) ?? withoutLayers(network.namedModules()),
  );
  const seen = new Map<Module, Tensor | null>();
  const run = (): unknown => inEvaluation(network, () => network(input));
  withHooks(
    [...new Set(paths.values())],
    (layer, output) => void seen.set(layer, copyOf(output)),
    () => (input.requiresGrad ? run() : noGrad(run)),
  );
  if (wanted === null) return pathsOf(seen, paths);
  return new Map(Array.from(paths, ([path, layer]) => [path, mapOf(path, seen.get(layer))] as const));
}

function withoutLayers(all: readonly [path: string, module: Module][]): readonly [path: string, module: Module][] {
  return all.filter(([, module]) => module.children().length === 0);
}

/** The outputs that are tensors, in the order of the calls. */
function pathsOf(seen: ReadonlyMap<Module, Tensor | null>, paths: ReadonlyMap<string, Module>): Map<string, Tensor> {
  const names = new Map(Array.from(paths, ([path, layer]) => [layer, path] as const));
  const maps = new Map<string, Tensor>();
  for (const [layer, output] of seen) if (output !== null) maps.set(names.get(layer) as string, output);
  return maps;
}

function mapOf(path: string, output: Tensor | null | undefined): Tensor {
  if (output) return output;
  const why = output === null ? "gives no tensor" : "is not called by the model's forward";
  throw new ValueError(`featureMaps: the layer "${path}" ${why}; leave it out`);
}
