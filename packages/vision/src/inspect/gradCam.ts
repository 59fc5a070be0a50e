import { enableGrad, grad } from "@lumbre/autograd";
import { functional as F } from "@lumbre/nn";
import { GradError, ShapeError, Tensor, ValueError } from "@lumbre/tensor";
import { aTensor, bind, defineSignature, formatShape, optional, required } from "@lumbre/tensor/engine";
import { requireImages } from "./images.js";
import { aLayer, aNetwork, findLayer, type Layer, type Network } from "./layers.js";
import { inEvaluation, withHooks } from "./run.js";
import { aTarget, scoreOf, type Target } from "./target.js";

/** Options of {@link gradCam}. */
export interface GradCamOptions {
  /** A class, one for each image as a list or a tensor, or null: that with the highest score. Default null. */
  readonly target?: Target;
}

const signature = defineSignature(
  "gradCam",
  required("model", aNetwork),
  required("x", aTensor),
  required("layer", aLayer),
  optional("target", aTarget, null),
);

/**
 * Grad-CAM: where in an image a network sees a class. The feature maps A_k of a layer are added up, each with the mean of
 * the score's gradient over it, `relu(sum over k of mean(d score / d A_k) A_k)`, and the result is resized to the image by
 * bilinear interpolation. The network runs in evaluation mode, and is left as it was, gradients included.
 *
 * Shapes: x [N, C, H, W] -> [N, H, W], >= 0; divide by the maximum to show it. The layer gives [N, K, h, w].
 *
 * @param model A network that takes images and gives one score for each class.
 * @param x Images, float32 or float64.
 * @param layer A layer, by its path or itself; usually the last one that gives feature maps.
 * @param target A class, one for each image as a list or a tensor, or null: that with the highest score. Default null.
 * @throws {ShapeError} for what are no images in a batch, a layer that gives no feature maps, and a network that gives no
 *   scores.
 * @throws {IndexError} for a class, or a path, that there is not.
 * @throws {ValueError} for a layer that is not called.
 * @throws {GradError} for a layer that the scores do not depend on.
 * @example
 * const model = models.resnet20();
 * gradCam(model, rand(2, 3, 32, 32), { layer: "layer3", target: 7 }).shape; // => [2, 32, 32]
 * gradCam(model, rand(2, 3, 32, 32), model.layer2).shape; // => [2, 32, 32]
 * @see https://arxiv.org/abs/1610.02391 Selvaraju et al.
 */
export function gradCam(
  model: Network,
  x: Tensor,
  layer: Layer | (GradCamOptions & { readonly layer: Layer }),
  target?: Target | GradCamOptions,
): Tensor {
  const [network, images, wanted, classes] = bind(signature, arguments);
  requireImages("gradCam", images);
  const [n, , height, width] = images.shape;
  const [path, chosen] = findLayer("gradCam", network, wanted);
  let maps: Tensor | null = null;
  const see = (_: Network, output: unknown): Tensor => {
    maps = leafOf(path, output, n);
    // A copy goes on, for the next layer may write into it.
    return maps.clone();
  };
  const score = enableGrad(() =>
    scoreOf(
      "gradCam",
      withHooks([chosen], see, () => inEvaluation(network, () => network(images.detach().clone()))),
      classes,
      n,
    ),
  );
  const map = weighted(path, maps, score).unsqueeze(1);
  return F.interpolate(map, [height, width], { mode: "bilinear" }).squeeze(1);
}

/** The output of the layer as the start of the graph: what lies before it needs no gradients. */
function leafOf(path: string, output: unknown, n: number): Tensor {
  if (output instanceof Tensor && output.ndim === 4 && output.shape[0] === n) return output.detach().requiresGrad_();
  const got = output instanceof Tensor ? `a tensor of shape ${formatShape(output.shape)}` : "something else";
  throw new ShapeError(`gradCam: layer "${path}" must give feature maps of shape [${n}, K, h, w], and gives ${got}`);
}

function weighted(path: string, maps: Tensor | null, score: Tensor): Tensor {
  if (maps === null) throw new ValueError(`gradCam: layer "${path}" is not called by the model's forward`);
  const [gradient] = score.requiresGrad ? grad(score, maps, { allowUnused: true }) : [null];
  if (gradient === null) throw new GradError(`gradCam: the scores do not depend on the output of layer "${path}"`);
  return gradient.mean([2, 3], true).mul(maps.detach()).sum(1).relu();
}
