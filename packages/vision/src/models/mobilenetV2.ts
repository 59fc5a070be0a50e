import { AdaptiveAvgPool2d, BatchNorm2d, Conv2d, Dropout, Linear, Module, ReLU6, Sequential } from "@lumbre/nn";
import { residual } from "@lumbre/nn/engine";
import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature } from "@lumbre/tensor/engine";
import { classes, imagesSignature } from "./arguments.js";
import { convNormActivation } from "./convNormActivation.js";
import { initialize, kaimingFanOut, smallNormal } from "./initialize.js";
import { mobilenetV2Files } from "./weightFiles.js";
import { build, networkSignature, torchvision, type Weights, type WeightsOptions } from "./weights.js";

/** Options of {@link mobilenetV2}. */
export interface MobileNetV2Options extends WeightsOptions<"DEFAULT" | "IMAGENET1K_V1" | "IMAGENET1K_V2"> {
  /** How many classes it tells apart. Default 1000. */
  readonly numClasses?: number;
}

const activation = (): ReLU6 => new ReLU6();

/** Many channels, each filtered by itself, between few: the shortcut joins the few. */
class InvertedResidual extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "InvertedResidual";

  conv: Sequential;
  private readonly hasShortcut: boolean;

  constructor(inChannels: number, outChannels: number, stride: number, expansion: number) {
    super();
    const channels = inChannels * expansion;
    this.hasShortcut = stride === 1 && inChannels === outChannels;
    this.conv = new Sequential();
    if (expansion !== 1) this.conv.append(convNormActivation(inChannels, channels, 1, { activation }));
    this.conv.append(convNormActivation(channels, channels, 3, { stride, groups: channels, activation }));
    this.conv.append(new Conv2d(channels, outChannels, 1, { bias: false }));
    this.conv.append(new BatchNorm2d(outChannels));
  }

  forward(x: Tensor): Tensor {
    return this.hasShortcut ? residual(x, [this.conv], null, null) : this.conv(x);
  }
}

/** Blocks in a row: how much they expand, their channels, how many they are, and the stride of the first. */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
];

const networkParameters = defineSignature("MobileNetV2", classes());
const images = imagesSignature("MobileNetV2");

/**
 * MobileNetV2: inverted residual blocks of depthwise convolutions.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 * @example
 * new models.MobileNetV2(10).classifier; // => Sequential(
 * //   (0): Dropout(p=0.2, inplace=False)
 * //   (1): Linear(in_features=1280, out_features=10, bias=True)
 * // )
 * @see https://arxiv.org/abs/1801.04381 Sandler et al.
 */
export class MobileNetV2 extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "MobileNetV2";

  features: Sequential;
  avgpool: AdaptiveAvgPool2d;
  classifier: Sequential;

  /** @param numClasses How many classes it tells apart. Default 1000. */
  constructor(numClasses?: number) {
    super();
    [numClasses] = bind(networkParameters, arguments);
    this.features = new Sequential(convNormActivation(3, 32, 3, { stride: 2, activation }));
    let inChannels = 32;
    for (const [expansion, channels, count, stride] of stages) {
      for (let i = 0; i < count; i++) {
        this.features.append(new InvertedResidual(inChannels, channels, i === 0 ? stride : 1, expansion));
        inChannels = channels;
      }
    }
    this.features.append(convNormActivation(inChannels, 1280, 1, { activation }));
    this.avgpool = new AdaptiveAvgPool2d(1);
    this.classifier = new Sequential(new Dropout(0.2), new Linear(1280, numClasses));
    initialize(this, { conv: kaimingFanOut, linear: smallNormal });
  }

  forward(x: Tensor): Tensor {
    [x] = bind(images, arguments);
    return this.classifier(this.avgpool(this.features(x)).flatten(1));
  }
}

const mobilenetV2Signature = networkSignature("mobilenetV2");

/**
 * MobileNetV2, 3.5 million parameters.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT", "IMAGENET1K_V1" or "IMAGENET1K_V2"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 14 MB
 * const network = await models.mobilenetV2({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.mobilenet_v2.html
 */
export function mobilenetV2(options: MobileNetV2Options & { readonly weights: string | Weights }): Promise<MobileNetV2>;
export function mobilenetV2(options?: MobileNetV2Options & { readonly weights?: null }): MobileNetV2;
export function mobilenetV2(): MobileNetV2 | Promise<MobileNetV2> {
  return build(
    mobilenetV2Signature,
    arguments,
    (numClasses) => new MobileNetV2(numClasses),
    torchvision(mobilenetV2Files),
  );
}
