import {
  AdaptiveAvgPool2d,
  BatchNorm2d,
  Dropout,
  Hardsigmoid,
  Hardswish,
  Linear,
  Module,
  ReLU,
  Sequential,
} from "@lumbre/nn";
import { residual } from "@lumbre/nn/engine";
import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature, oneOf, required } from "@lumbre/tensor/engine";
import { SqueezeExcitation } from "../ops/index.js";
import { classes, imagesSignature } from "./arguments.js";
import { convNormActivation, multipleOf8 } from "./convNormActivation.js";
import { initialize, kaimingFanOut, smallNormal } from "./initialize.js";
import { mobilenetV3LargeFiles, mobilenetV3SmallFiles } from "./weightFiles.js";
import { build, networkSignature, torchvision, type Weights, type WeightsOptions } from "./weights.js";

/** Options of {@link mobilenetV3Large}. */
export interface MobileNetV3LargeOptions extends WeightsOptions<"DEFAULT" | "IMAGENET1K_V1" | "IMAGENET1K_V2"> {
  /** How many classes it tells apart. Default 1000. */
  readonly numClasses?: number;
}

/** Options of {@link mobilenetV3Small}. */
export interface MobileNetV3SmallOptions extends WeightsOptions {
  /** How many classes it tells apart. Default 1000. */
  readonly numClasses?: number;
}

const norm = (channels: number): BatchNorm2d => new BatchNorm2d(channels, { eps: 0.001, momentum: 0.01 });
const hardswish = (): Hardswish => new Hardswish();
const relu = (): ReLU => new ReLU();

/** A block's kernel size, channels between its two ends and after it, squeeze and excitation, hard swish, and stride. */
type Row = readonly [kernel: number, expanded: number, out: number, squeezes: 0 | 1, swishes: 0 | 1, stride: number];

/** Tables 1 and 2 of the paper. */
const tables: Readonly<Record<"large" | "small", readonly Row[]>> = {
  large: [
    [3, 16, 16, 0, 0, 1],
    [3, 64, 24, 0, 0, 2],
    [3, 72, 24, 0, 0, 1],
    [5, 72, 40, 1, 0, 2],
    [5, 120, 40, 1, 0, 1],
    [5, 120, 40, 1, 0, 1],
    [3, 240, 80, 0, 1, 2],
    [3, 200, 80, 0, 1, 1],
    [3, 184, 80, 0, 1, 1],
    [3, 184, 80, 0, 1, 1],
    [3, 480, 112, 1, 1, 1],
    [3, 672, 112, 1, 1, 1],
    [5, 672, 160, 1, 1, 2],
    [5, 960, 160, 1, 1, 1],
    [5, 960, 160, 1, 1, 1],
  ],
  small: [
    [3, 16, 16, 1, 0, 2],
    [3, 72, 24, 0, 0, 2],
    [3, 88, 24, 0, 0, 1],
    [5, 96, 40, 1, 1, 2],
    [5, 240, 40, 1, 1, 1],
    [5, 240, 40, 1, 1, 1],
    [5, 120, 48, 1, 1, 1],
    [5, 144, 48, 1, 1, 1],
    [5, 288, 96, 1, 1, 2],
    [5, 576, 96, 1, 1, 1],
    [5, 576, 96, 1, 1, 1],
  ],
};

/** Many channels, each filtered by itself, between few: the shortcut joins the few. */
class InvertedResidual extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "InvertedResidual";

  block: Sequential;
  private readonly hasShortcut: boolean;

  constructor(inChannels: number, [kernel, expanded, outChannels, squeezes, swishes, stride]: Row) {
    super();
    const activation = swishes ? hardswish : relu;
    this.hasShortcut = stride === 1 && inChannels === outChannels;
    this.block = new Sequential();
    if (expanded !== inChannels) this.block.append(convNormActivation(inChannels, expanded, 1, { norm, activation }));
    this.block.append(convNormActivation(expanded, expanded, kernel, { stride, groups: expanded, norm, activation }));
    if (squeezes) {
      const scaleActivation = (): Hardsigmoid => new Hardsigmoid();
      this.block.append(new SqueezeExcitation(expanded, multipleOf8(Math.floor(expanded / 4)), { scaleActivation }));
    }
    this.block.append(convNormActivation(expanded, outChannels, 1, { norm, activation: null }));
  }

  forward(x: Tensor): Tensor {
    return this.hasShortcut ? residual(x, [this.block], null, null) : this.block(x);
  }
}

const networkParameters = defineSignature("MobileNetV3", required("size", oneOf("large", "small")), classes());
const images = imagesSignature("MobileNetV3");

/**
 * MobileNetV3: inverted residual blocks with squeeze and excitation, and hard swish.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 * @example
 * new models.MobileNetV3("small", 10).classifier; // => Sequential(
 * //   (0): Linear(in_features=576, out_features=1024, bias=True)
 * //   (1): Hardswish()
 * //   (2): Dropout(p=0.2, inplace=False)
 * //   (3): Linear(in_features=1024, out_features=10, bias=True)
 * // )
 * @see https://arxiv.org/abs/1905.02244 Howard et al.
 */
export class MobileNetV3 extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "MobileNetV3";

  features: Sequential;
  avgpool: AdaptiveAvgPool2d;
  classifier: Sequential;

  /**
   * @param size "large" or "small", as in the paper.
   * @param numClasses How many classes it tells apart. Default 1000.
   */
  constructor(size: "large" | "small", numClasses?: number) {
    super();
    [size, numClasses] = bind(networkParameters, arguments);
    this.features = new Sequential(convNormActivation(3, 16, 3, { stride: 2, norm, activation: hardswish }));
    let channels = 16;
    for (const row of tables[size]) {
      this.features.append(new InvertedResidual(channels, row));
      channels = row[2];
    }
    this.features.append(convNormActivation(channels, 6 * channels, 1, { norm, activation: hardswish }));
    this.avgpool = new AdaptiveAvgPool2d(1);
    const hidden = size === "large" ? 1280 : 1024;
    this.classifier = new Sequential(
      new Linear(6 * channels, hidden),
      hardswish(),
      new Dropout(0.2),
      new Linear(hidden, numClasses),
    );
    initialize(this, { conv: kaimingFanOut, linear: smallNormal });
  }

  forward(x: Tensor): Tensor {
    [x] = bind(images, arguments);
    return this.classifier(this.avgpool(this.features(x)).flatten(1));
  }
}

const largeSignature = networkSignature("mobilenetV3Large");

/**
 * MobileNetV3, large, 5.5 million parameters.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT", "IMAGENET1K_V1" or "IMAGENET1K_V2"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 22 MB
 * const network = await models.mobilenetV3Large({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.mobilenet_v3_large.html
 */
export function mobilenetV3Large(
  options: MobileNetV3LargeOptions & { readonly weights: string | Weights },
): Promise<MobileNetV3>;
export function mobilenetV3Large(options?: MobileNetV3LargeOptions & { readonly weights?: null }): MobileNetV3;
export function mobilenetV3Large(): MobileNetV3 | Promise<MobileNetV3> {
  return build(
    largeSignature,
    arguments,
    (numClasses) => new MobileNetV3("large", numClasses),
    torchvision(mobilenetV3LargeFiles),
  );
}

const smallSignature = networkSignature("mobilenetV3Small");

/**
 * MobileNetV3, small, 2.5 million parameters.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT" or "IMAGENET1K_V1"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 10 MB
 * const network = await models.mobilenetV3Small({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.mobilenet_v3_small.html
 */
export function mobilenetV3Small(
  options: MobileNetV3SmallOptions & { readonly weights: string | Weights },
): Promise<MobileNetV3>;
export function mobilenetV3Small(options?: MobileNetV3SmallOptions & { readonly weights?: null }): MobileNetV3;
export function mobilenetV3Small(): MobileNetV3 | Promise<MobileNetV3> {
  return build(
    smallSignature,
    arguments,
    (numClasses) => new MobileNetV3("small", numClasses),
    torchvision(mobilenetV3SmallFiles),
  );
}
