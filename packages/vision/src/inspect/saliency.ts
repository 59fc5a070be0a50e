import { enableGrad, grad } from "@lumbre/autograd";
import { GradError, type Tensor } from "@lumbre/tensor";
import { aTensor, bind, defineSignature, optional, required } from "@lumbre/tensor/engine";
import { requireImages } from "./images.js";
import { aNetwork, type Network } from "./layers.js";
import { inEvaluation } from "./run.js";
import { aTarget, scoreOf, type Target } from "./target.js";

/** Options of {@link saliency}. */
export interface SaliencyOptions {
  /** A class, one for each image as a list or a tensor, or null: that with the highest score. Default null. */
  readonly target?: Target;
}

const signature = defineSignature(
  "saliency",
  required("model", aNetwork),
  required("x", aTensor),
  optional("target", aTarget, null),
);

/**
 * Saliency maps: how much the score of a class changes with each pixel, `max over c of |d score / d x[c]|`. The network
 * runs in evaluation mode, and is left as it was, gradients included.
 *
 * Shapes: x [N, C, H, W] -> [N, H, W]; the network gives [N, classes].
 *
 * @param model A network that takes images and gives one score for each class.
 * @param x Images, float32 or float64.
 * @param target A class, one for each image as a list or a tensor, or null: that with the highest score. Default null.
 * @throws {ShapeError} for what are no images in a batch, and for a network that gives no scores.
 * @throws {IndexError} for a class that there is not.
 * @throws {GradError} for a network whose scores do not depend on its input, as when it detaches it.
 * @example
 * const model = new nn.Sequential(new nn.Flatten(), new nn.Linear(4, 2, { bias: false }));
 * model.loadStateDict({ "1.weight": tensor([[1, -2, 0, 0], [0, 0, 3, 0]]) });
 * saliency(model, ones(1, 1, 2, 2), { target: 0 }); // => tensor([[[1., 2.],
 * //          [0., 0.]]])
 * @see https://arxiv.org/abs/1312.6034 Simonyan et al.
 */
export function saliency(model: Network, x: Tensor, target?: Target | SaliencyOptions): Tensor {
  const [network, images, classes] = bind(signature, arguments);
  requireImages("saliency", images);
  const leaf = images.detach().requiresGrad_();
  const score = enableGrad(() =>
    // A copy, for a network may write into its input.
    scoreOf(
      "saliency",
      inEvaluation(network, () => network(leaf.clone())),
      classes,
      images.shape[0],
    ),
  );
  const [gradient] = score.requiresGrad ? grad(score, leaf, { allowUnused: true }) : [null];
  if (gradient === null) throw new GradError("saliency: the scores do not depend on x; does the network detach it?");
  return gradient.abs().amax(1);
}
