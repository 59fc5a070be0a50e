import { AdaptiveAvgPool2d, Conv2d, Dropout, init, MaxPool2d, Module, ReLU, Sequential } from "@lumbre/nn";
import { cat, type Tensor } from "@lumbre/tensor";
import { bind, defineSignature, oneOf, required } from "@lumbre/tensor/engine";
import { classes, imagesSignature } from "./arguments.js";
import { initialize } from "./initialize.js";
import { squeezenet1_0Files, squeezenet1_1Files } from "./weightFiles.js";
import { build, networkSignature, torchvision, type Weights, type WeightsOptions } from "./weights.js";

/** Options of {@link squeezenet1_0} and {@link squeezenet1_1}. */
export interface SqueezeNetOptions extends WeightsOptions {
  /** How many classes it tells apart. Default 1000. */
  readonly numClasses?: number;
}

/** Few channels first, then many of them, of which half have seen their neighbours. */
class Fire extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Fire";

  squeeze: Conv2d;
  squeezeActivation: ReLU;
  expand1x1: Conv2d;
  expand1x1Activation: ReLU;
  expand3x3: Conv2d;
  expand3x3Activation: ReLU;

  constructor(inChannels: number, squeezed: number, expanded: number) {
    super();
    this.squeeze = new Conv2d(inChannels, squeezed, 1);
    this.squeezeActivation = new ReLU();
    this.expand1x1 = new Conv2d(squeezed, expanded, 1);
    this.expand1x1Activation = new ReLU();
    this.expand3x3 = new Conv2d(squeezed, expanded, 3, { padding: 1 });
    this.expand3x3Activation = new ReLU();
  }

  forward(x: Tensor): Tensor {
    const squeezed = this.squeezeActivation(this.squeeze(x));
    const near = this.expand1x1Activation(this.expand1x1(squeezed));
    return cat([near, this.expand3x3Activation(this.expand3x3(squeezed))], 1);
  }
}

const pool = (): MaxPool2d => new MaxPool2d(3, 2, { ceilMode: true });

const features = {
  "1_0": () =>
    new Sequential(
      new Conv2d(3, 96, 7, 2),
      new ReLU(),
      pool(),
      new Fire(96, 16, 64),
      new Fire(128, 16, 64),
      new Fire(128, 32, 128),
      pool(),
      new Fire(256, 32, 128),
      new Fire(256, 48, 192),
      new Fire(384, 48, 192),
      new Fire(384, 64, 256),
      pool(),
      new Fire(512, 64, 256),
    ),
  "1_1": () =>
    new Sequential(
      new Conv2d(3, 64, 3, 2),
      new ReLU(),
      pool(),
      new Fire(64, 16, 64),
      new Fire(128, 16, 64),
      pool(),
      new Fire(128, 32, 128),
      new Fire(256, 32, 128),
      pool(),
      new Fire(256, 48, 192),
      new Fire(384, 48, 192),
      new Fire(384, 64, 256),
      new Fire(512, 64, 256),
    ),
};

const networkParameters = defineSignature("SqueezeNet", required("version", oneOf("1_0", "1_1")), classes());
const images = imagesSignature("SqueezeNet");

/**
 * SqueezeNet: AlexNet's accuracy with a fiftieth of its parameters.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 * @example
 * new models.SqueezeNet("1_1", 10)(zeros(1, 3, 64, 64)).shape; // => [1, 10]
 * @see https://arxiv.org/abs/1602.07360 Iandola et al.
 */
export class SqueezeNet extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "SqueezeNet";

  features: Sequential;
  classifier: Sequential;

  /**
   * @param version "1_0", that of the paper, or "1_1", which computes less than half as much.
   * @param numClasses How many classes it tells apart. Default 1000.
   */
  constructor(version: keyof typeof features, numClasses?: number) {
    super();
    [version, numClasses] = bind(networkParameters, arguments);
    this.features = features[version]();
    const last = new Conv2d(512, numClasses, 1);
    this.classifier = new Sequential(new Dropout(0.5), last, new ReLU(), new AdaptiveAvgPool2d(1));
    initialize(this, {
      conv: (conv) => void (conv === last ? init.normal_(conv.weight, 0, 0.01) : init.kaimingUniform_(conv.weight)),
    });
  }

  forward(x: Tensor): Tensor {
    [x] = bind(images, arguments);
    return this.classifier(this.features(x)).flatten(1);
  }
}

const squeezenet1_0Signature = networkSignature("squeezenet1_0");

/**
 * SqueezeNet 1.0, 1.25 million parameters.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT" or "IMAGENET1K_V1"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 5 MB
 * const network = await models.squeezenet1_0({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.squeezenet1_0.html
 */
export function squeezenet1_0(options: SqueezeNetOptions & { readonly weights: string | Weights }): Promise<SqueezeNet>;
export function squeezenet1_0(options?: SqueezeNetOptions & { readonly weights?: null }): SqueezeNet;
export function squeezenet1_0(): SqueezeNet | Promise<SqueezeNet> {
  return build(
    squeezenet1_0Signature,
    arguments,
    (numClasses) => new SqueezeNet("1_0", numClasses),
    torchvision(squeezenet1_0Files),
  );
}

const squeezenet1_1Signature = networkSignature("squeezenet1_1");

/**
 * SqueezeNet 1.1, 1.24 million parameters.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT" or "IMAGENET1K_V1"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 5 MB
 * const network = await models.squeezenet1_1({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.squeezenet1_1.html
 */
export function squeezenet1_1(options: SqueezeNetOptions & { readonly weights: string | Weights }): Promise<SqueezeNet>;
export function squeezenet1_1(options?: SqueezeNetOptions & { readonly weights?: null }): SqueezeNet;
export function squeezenet1_1(): SqueezeNet | Promise<SqueezeNet> {
  return build(
    squeezenet1_1Signature,
    arguments,
    (numClasses) => new SqueezeNet("1_1", numClasses),
    torchvision(squeezenet1_1Files),
  );
}
