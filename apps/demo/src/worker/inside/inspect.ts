import { grad } from "@lumbre/autograd";
import * as nn from "@lumbre/nn";
import { scope, type Tensor } from "@lumbre/tensor";
import { type Inspection, imageSize, type MapLayer } from "../../protocol.js";
import { leafLayers } from "../models.js";
import { argmaxRows, type Network } from "../train/network.js";

const valuesOf = (tensor: Tensor): Float32Array => Float32Array.from(tensor.detach().readSync());

/** Runs one image through the network, and looks at what each layer makes of it. */
export function inspect(network: Network, pixels: Uint8Array): Inspection {
  const { model } = network;
  const startedAt = performance.now();
  const leaves = leafLayers(model);
  const layers: MapLayer[] = [];
  const hooks = leaves.map(([name, layer, kind]) =>
    layer.registerForwardHook((_, inputs, output) => {
      const window = windowOf(layer);
      if (window === null) return;
      const { shape } = (inputs as readonly Tensor[])[0];
      const maps = output as Tensor;
      const [count, height, width] = maps.shape.slice(1);
      const input = [shape[2], shape[3]] as const;
      layers.push({ name, kind, input, ...window, shape: [count, height, width], maps: valuesOf(maps) });
    }),
  );
  model.eval();
  try {
    return scope(() => {
      const x = network.toInput(pixels).requiresGrad_();
      const logits = model(x);
      const [slope] = grad(logits.max(), x);
      const [answer] = argmaxRows(logits.detach().readSync());
      const saliency = valuesOf(slope);
      const first = firstWeights(leaves.map(([, layer]) => layer));
      return { input: valuesOf(x), ...first, layers, saliency, answer, milliseconds: performance.now() - startedAt };
    });
  } finally {
    for (const hook of hooks) hook.remove();
  }
}

/** Size, stride and padding of a layer that slides a square window; null for others. */
function windowOf(layer: nn.Module): Pick<MapLayer, "kernelSize" | "stride" | "padding"> | null {
  if (layer instanceof nn.Conv2d) {
    return { kernelSize: layer.kernelSize[0], stride: layer.stride[0], padding: Number(layer.padding[0]) };
  }
  if (layer instanceof nn.MaxPool2d) {
    const kernelSize = Number(layer.kernelSize);
    return { kernelSize, stride: Number(layer.stride ?? kernelSize), padding: Number(layer.padding) };
  }
  return null;
}

/** The first layer's weights as pictures: kernels, or one weight for each pixel where it is linear. */
function firstWeights(layers: readonly nn.Module[]): Pick<Inspection, "filters" | "biases"> {
  const first = layers.find((layer) => layer instanceof nn.Conv2d || layer instanceof nn.Linear) as
    | nn.Conv2d
    | nn.Linear;
  const size = first instanceof nn.Conv2d ? first.kernelSize[0] : imageSize;
  const weights = valuesOf(first.weight);
  return {
    filters: { shape: [first.weight.shape[0], size, size], weights },
    biases: first.bias === null ? new Float32Array(first.weight.shape[0]) : valuesOf(first.bias),
  };
}
