import { AdaptiveAvgPool2d, Dropout, hasForwardHooks, init, Linear, Module, Sequential, SiLU } from "@lumbre/nn";
import { residual } from "@lumbre/nn/engine";
import type { Tensor } from "@lumbre/tensor";
import { aNumberBetween, aNumberFrom, bind, defineSignature, required } from "@lumbre/tensor/engine";
import { SqueezeExcitation, StochasticDepth } from "../ops/index.js";
import { classes, imagesSignature } from "./arguments.js";
import { convNormActivation, multipleOf8 } from "./convNormActivation.js";
import { initialize, kaimingFanOut } from "./initialize.js";
import { efficientnetB0Files, efficientnetB1Files, efficientnetB2Files } from "./weightFiles.js";
import { build, networkSignature, torchvision, type Weights, type WeightsOptions } from "./weights.js";

/** Options of {@link efficientnetB0} and {@link efficientnetB2}. */
export interface EfficientNetOptions extends WeightsOptions {
  /** How many classes it tells apart. Default 1000. */
  readonly numClasses?: number;
}

/** Options of {@link efficientnetB1}. */
export interface EfficientNetB1Options extends WeightsOptions<"DEFAULT" | "IMAGENET1K_V1" | "IMAGENET1K_V2"> {
  /** How many classes it tells apart. Default 1000. */
  readonly numClasses?: number;
}

const activation = (): SiLU => new SiLU();

/** Many channels, each filtered by itself, between few, with squeeze and excitation; some examples go past the block. */
class MBConv extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "MBConv";

  block: Sequential;
  stochasticDepth: StochasticDepth;
  private readonly hasShortcut: boolean;

  constructor(
    inChannels: number,
    outChannels: number,
    settings: { expansion: number; kernel: number; stride: number; p: number },
  ) {
    super();
    const { expansion, kernel, stride, p } = settings;
    const expanded = multipleOf8(inChannels * expansion);
    this.hasShortcut = stride === 1 && inChannels === outChannels;
    this.block = new Sequential();
    if (expanded !== inChannels) this.block.append(convNormActivation(inChannels, expanded, 1, { activation }));
    this.block.append(convNormActivation(expanded, expanded, kernel, { stride, groups: expanded, activation }));
    this.block.append(new SqueezeExcitation(expanded, Math.max(1, Math.floor(inChannels / 4)), { activation }));
    this.block.append(convNormActivation(expanded, outChannels, 1, { activation: null }));
    this.stochasticDepth = new StochasticDepth(p, "row");
  }

  forward(x: Tensor): Tensor {
    if (!this.hasShortcut) return this.block(x);
    const { block, stochasticDepth } = this;
    const isAtRest = !stochasticDepth.training && !hasForwardHooks(stochasticDepth);
    return residual(x, isAtRest ? [block] : [block, stochasticDepth], null, null);
  }
}

/** Blocks in a row of the smallest network: expansion, kernel size, stride of the first, channels, and how many. */
const stages = [
  [1, 3, 1, 16, 1],
  [6, 3, 2, 24, 2],
  [6, 5, 2, 40, 2],
  [6, 3, 2, 80, 3],
  [6, 5, 1, 112, 3],
  [6, 5, 2, 192, 4],
  [6, 3, 1, 320, 1],
];

/** The share of examples that go past the last block in training; it grows evenly from 0 at the first. */
const lastDepthProbability = 0.2;

const networkParameters = defineSignature(
  "EfficientNet",
  required("width", aNumberFrom(0)),
  required("depth", aNumberFrom(0)),
  required("dropout", aNumberBetween(0, 1)),
  classes(),
);
const images = imagesSignature("EfficientNet");

/**
 * EfficientNet: blocks of depthwise convolutions with squeeze and excitation, whose channels and number grow together.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 * @example
 * new models.EfficientNet(1, 1, 0.2, 10).classifier; // => Sequential(
 * //   (0): Dropout(p=0.2, inplace=False)
 * //   (1): Linear(in_features=1280, out_features=10, bias=True)
 * // )
 * @see https://arxiv.org/abs/1905.11946 Tan and Le
 */
export class EfficientNet extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "EfficientNet";

  features: Sequential;
  avgpool: AdaptiveAvgPool2d;
  classifier: Sequential;

  /**
   * @param width How many times the channels of the smallest network, B0, it has, >= 0.
   * @param depth How many times its blocks, >= 0.
   * @param dropout The share of what comes before the linear layer that is set to 0 in training, in [0, 1].
   * @param numClasses How many classes it tells apart. Default 1000.
   */
  constructor(width: number, depth: number, dropout: number, numClasses?: number) {
    super();
    [width, depth, dropout, numClasses] = bind(networkParameters, arguments);
    const scaled = stages.map(([expansion, kernel, stride, channels, count]) => {
      return { expansion, kernel, stride, channels: multipleOf8(channels * width), count: Math.ceil(count * depth) };
    });
    const total = scaled.reduce((sum, { count }) => sum + count, 0);
    let channels = multipleOf8(32 * width);
    let made = 0;
    this.features = new Sequential(convNormActivation(3, channels, 3, { stride: 2, activation }));
    for (const stage of scaled) {
      const blocks = new Sequential();
      for (let i = 0; i < stage.count; i++) {
        const settings = { ...stage, stride: i === 0 ? stage.stride : 1, p: (lastDepthProbability * made) / total };
        blocks.append(new MBConv(channels, stage.channels, settings));
        channels = stage.channels;
        made++;
      }
      this.features.append(blocks);
    }
    this.features.append(convNormActivation(channels, 4 * channels, 1, { activation }));
    this.avgpool = new AdaptiveAvgPool2d(1);
    this.classifier = new Sequential(new Dropout(dropout), new Linear(4 * channels, numClasses));
    initialize(this, { conv: kaimingFanOut, linear: uniformFanOut });
  }

  forward(x: Tensor): Tensor {
    [x] = bind(images, arguments);
    return this.classifier(this.avgpool(this.features(x)).flatten(1));
  }
}

/** Weights uniform within `1 / sqrt(outFeatures)`, and biases of 0. */
function uniformFanOut({ weight, bias, outFeatures }: Linear): void {
  const bound = 1 / Math.sqrt(outFeatures);
  init.uniform_(weight, -bound, bound);
  if (bias) init.zeros_(bias);
}

const b0Signature = networkSignature("efficientnetB0");

/**
 * EfficientNet-B0, 5.3 million parameters, for images of 224 x 224 pixels.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT" or "IMAGENET1K_V1"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 21 MB
 * const network = await models.efficientnetB0({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.efficientnet_b0.html
 */
export function efficientnetB0(
  options: EfficientNetOptions & { readonly weights: string | Weights },
): Promise<EfficientNet>;
export function efficientnetB0(options?: EfficientNetOptions & { readonly weights?: null }): EfficientNet;
export function efficientnetB0(): EfficientNet | Promise<EfficientNet> {
  return build(
    b0Signature,
    arguments,
    (numClasses) => new EfficientNet(1, 1, 0.2, numClasses),
    torchvision(efficientnetB0Files),
  );
}

const b1Signature = networkSignature("efficientnetB1");

/**
 * EfficientNet-B1, 7.8 million parameters, for images of 240 x 240 pixels.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT", "IMAGENET1K_V1" or "IMAGENET1K_V2"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 31 MB
 * const network = await models.efficientnetB1({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.efficientnet_b1.html
 */
export function efficientnetB1(
  options: EfficientNetB1Options & { readonly weights: string | Weights },
): Promise<EfficientNet>;
export function efficientnetB1(options?: EfficientNetB1Options & { readonly weights?: null }): EfficientNet;
export function efficientnetB1(): EfficientNet | Promise<EfficientNet> {
  return build(
    b1Signature,
    arguments,
    (numClasses) => new EfficientNet(1, 1.1, 0.2, numClasses),
    torchvision(efficientnetB1Files),
  );
}

const b2Signature = networkSignature("efficientnetB2");

/**
 * EfficientNet-B2, 9.1 million parameters, for images of 288 x 288 pixels.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT" or "IMAGENET1K_V1"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 35 MB
 * const network = await models.efficientnetB2({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.efficientnet_b2.html
 */
export function efficientnetB2(
  options: EfficientNetOptions & { readonly weights: string | Weights },
): Promise<EfficientNet>;
export function efficientnetB2(options?: EfficientNetOptions & { readonly weights?: null }): EfficientNet;
export function efficientnetB2(): EfficientNet | Promise<EfficientNet> {
  return build(
    b2Signature,
    arguments,
    (numClasses) => new EfficientNet(1.1, 1.2, 0.3, numClasses),
    torchvision(efficientnetB2Files),
  );
}
