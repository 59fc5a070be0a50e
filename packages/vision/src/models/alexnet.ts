import { AdaptiveAvgPool2d, Conv2d, Dropout, Linear, MaxPool2d, Module, ReLU, Sequential } from "@lumbre/nn";
import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature } from "@lumbre/tensor/engine";
import { classes, imagesSignature } from "./arguments.js";
import { alexnetFiles } from "./weightFiles.js";
import { build, networkSignature, torchvision, type Weights, type WeightsOptions } from "./weights.js";

/** Options of {@link alexnet}. */
export interface AlexNetOptions extends WeightsOptions {
  /** How many classes it tells apart. Default 1000. */
  readonly numClasses?: number;
}

const networkParameters = defineSignature("AlexNet", classes());
const images = imagesSignature("AlexNet");

/**
 * AlexNet, in the form of "One weird trick".
 *
 * Shapes: x [N, 3, H, W] with H, W >= 63 -> [N, numClasses].
 * @example
 * new models.AlexNet(10).features.length; // => 13
 */
export class AlexNet extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "AlexNet";

  features: Sequential;
  avgpool: AdaptiveAvgPool2d;
  classifier: Sequential;

  /** @param numClasses How many classes it tells apart. Default 1000. */
  constructor(numClasses?: number) {
    super();
    [numClasses] = bind(networkParameters, arguments);
    this.features = new Sequential(
      new Conv2d(3, 64, 11, { stride: 4, padding: 2 }),
      new ReLU(),
      new MaxPool2d(3, 2),
      new Conv2d(64, 192, 5, { padding: 2 }),
      new ReLU(),
      new MaxPool2d(3, 2),
      new Conv2d(192, 384, 3, { padding: 1 }),
      new ReLU(),
      new Conv2d(384, 256, 3, { padding: 1 }),
      new ReLU(),
      new Conv2d(256, 256, 3, { padding: 1 }),
      new ReLU(),
      new MaxPool2d(3, 2),
    );
    this.avgpool = new AdaptiveAvgPool2d(6);
    this.classifier = new Sequential(
      new Dropout(0.5),
      new Linear(256 * 6 * 6, 4096),
      new ReLU(),
      new Dropout(0.5),
      new Linear(4096, 4096),
      new ReLU(),
      new Linear(4096, numClasses),
    );
  }

  forward(x: Tensor): Tensor {
    [x] = bind(images, arguments);
    return this.classifier(this.avgpool(this.features(x)).flatten(1));
  }
}

const signature = networkSignature("alexnet");

/**
 * AlexNet, 61.1 million parameters.
 *
 * Shapes: x [N, 3, H, W] with H, W >= 63 -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT" or "IMAGENET1K_V1"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 244 MB
 * const network = await models.alexnet({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.alexnet.html
 */
export function alexnet(options: AlexNetOptions & { readonly weights: string | Weights }): Promise<AlexNet>;
export function alexnet(options?: AlexNetOptions & { readonly weights?: null }): AlexNet;
export function alexnet(): AlexNet | Promise<AlexNet> {
  return build(signature, arguments, (numClasses) => new AlexNet(numClasses), torchvision(alexnetFiles));
}
