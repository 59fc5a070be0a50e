import {
  AdaptiveAvgPool2d,
  BatchNorm2d,
  Conv2d,
  Dropout,
  Linear,
  MaxPool2d,
  Module,
  ReLU,
  Sequential,
} from "@lumbre/nn";
import type { Tensor } from "@lumbre/tensor";
import { aBoolean, bind, defineKind, defineSignature, optional, required } from "@lumbre/tensor/engine";
import { classes, imagesSignature } from "./arguments.js";
import { initialize, kaimingFanOut, smallNormal } from "./initialize.js";
import {
  vgg11BnFiles,
  vgg11Files,
  vgg13BnFiles,
  vgg13Files,
  vgg16BnFiles,
  vgg16Files,
  vgg19BnFiles,
  vgg19Files,
} from "./weightFiles.js";
import { build, networkSignature, torchvision, type Weights, type WeightsOptions } from "./weights.js";

/** Options of {@link vgg11} and its relatives. */
export interface VGGOptions extends WeightsOptions {
  /** How many classes it tells apart. Default 1000. */
  readonly numClasses?: number;
}

/** How many convolutions each of the five stages has. */
const depths = { 11: [1, 1, 2, 2, 2], 13: [2, 2, 2, 2, 2], 16: [2, 2, 3, 3, 3], 19: [2, 2, 4, 4, 4] } as const;
const stageChannels = [64, 128, 256, 512, 512];

const networkParameters = defineSignature(
  "VGG",
  required(
    "depth",
    defineKind<keyof typeof depths>("11, 13, 16 or 19", (value) =>
      Object.keys(depths).some((key) => value === Number(key)),
    ),
  ),
  optional("batchNorm", aBoolean, false),
  classes(),
);
const images = imagesSignature("VGG");

/** Options of {@link VGG}. */
export interface VGGNetworkOptions {
  /** True for batch normalization after each convolution. Default false. */
  readonly batchNorm?: boolean;
  /** How many classes it tells apart. Default 1000. */
  readonly numClasses?: number;
}

/**
 * A network of the Visual Geometry Group: convolutions of 3 x 3 in five stages, with max pooling after each.
 *
 * Shapes: x [N, 3, H, W] with H, W >= 32 -> [N, numClasses].
 * @example
 * // no-run: it has 133 million parameters
 * new models.VGG(11, { batchNorm: true, numClasses: 10 });
 * @see https://arxiv.org/abs/1409.1556 Simonyan, Zisserman
 */
export class VGG extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "VGG";

  features: Sequential;
  avgpool: AdaptiveAvgPool2d;
  classifier: Sequential;

  /**
   * @param depth How many layers have weights: 11, 13, 16 or 19.
   * @param batchNorm True for batch normalization after each convolution. Default false.
   * @param numClasses How many classes it tells apart. Default 1000.
   */
  constructor(
    depth: keyof typeof depths,
    batchNorm?: boolean | VGGNetworkOptions,
    numClasses?: number | Pick<VGGNetworkOptions, "numClasses">,
  ) {
    super();
    const [layers, hasNorm, count] = bind(networkParameters, arguments);
    this.features = makeFeatures(layers, hasNorm);
    this.avgpool = new AdaptiveAvgPool2d(7);
    this.classifier = new Sequential(
      new Linear(512 * 7 * 7, 4096),
      new ReLU(),
      new Dropout(0.5),
      new Linear(4096, 4096),
      new ReLU(),
      new Dropout(0.5),
      new Linear(4096, count),
    );
    initialize(this, { conv: kaimingFanOut, linear: smallNormal });
  }

  forward(x: Tensor): Tensor {
    [x] = bind(images, arguments);
    return this.classifier(this.avgpool(this.features(x)).flatten(1));
  }
}

function makeFeatures(depth: keyof typeof depths, hasNorm: boolean): Sequential {
  const features = new Sequential();
  let inChannels = 3;
  for (const [stage, count] of depths[depth].entries()) {
    for (let i = 0; i < count; i++) {
      const outChannels = stageChannels[stage];
      features.append(new Conv2d(inChannels, outChannels, 3, { padding: 1 }));
      if (hasNorm) features.append(new BatchNorm2d(outChannels));
      features.append(new ReLU());
      inChannels = outChannels;
    }
    features.append(new MaxPool2d(2));
  }
  return features;
}

type Trained = VGGOptions & { readonly weights: string | Weights };
type Untrained = VGGOptions & { readonly weights?: null };

function vgg(
  signature: ReturnType<typeof networkSignature>,
  given: ArrayLike<unknown>,
  depth: keyof typeof depths,
  batchNorm: boolean,
  files: Readonly<Record<string, string>>,
): VGG | Promise<VGG> {
  return build(signature, given, (numClasses) => new VGG(depth, { batchNorm, numClasses }), torchvision(files));
}

const vgg11Signature = networkSignature("vgg11");

/**
 * VGG-11, 132.9 million parameters.
 *
 * Shapes: x [N, 3, H, W] with H, W >= 32 -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT" or "IMAGENET1K_V1"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 507 MB
 * const network = await models.vgg11({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.vgg11.html
 */
export function vgg11(options: Trained): Promise<VGG>;
export function vgg11(options?: Untrained): VGG;
export function vgg11(): VGG | Promise<VGG> {
  return vgg(vgg11Signature, arguments, 11, false, vgg11Files);
}

const vgg11BnSignature = networkSignature("vgg11Bn");

/**
 * VGG-11 with batch normalization, 132.9 million parameters.
 *
 * Shapes: x [N, 3, H, W] with H, W >= 32 -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT" or "IMAGENET1K_V1"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 507 MB
 * const network = await models.vgg11Bn({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.vgg11_bn.html
 */
export function vgg11Bn(options: Trained): Promise<VGG>;
export function vgg11Bn(options?: Untrained): VGG;
export function vgg11Bn(): VGG | Promise<VGG> {
  return vgg(vgg11BnSignature, arguments, 11, true, vgg11BnFiles);
}

const vgg13Signature = networkSignature("vgg13");

/**
 * VGG-13, 133.0 million parameters.
 *
 * Shapes: x [N, 3, H, W] with H, W >= 32 -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT" or "IMAGENET1K_V1"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 508 MB
 * const network = await models.vgg13({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.vgg13.html
 */
export function vgg13(options: Trained): Promise<VGG>;
export function vgg13(options?: Untrained): VGG;
export function vgg13(): VGG | Promise<VGG> {
  return vgg(vgg13Signature, arguments, 13, false, vgg13Files);
}

const vgg13BnSignature = networkSignature("vgg13Bn");

/**
 * VGG-13 with batch normalization, 133.0 million parameters.
 *
 * Shapes: x [N, 3, H, W] with H, W >= 32 -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT" or "IMAGENET1K_V1"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 508 MB
 * const network = await models.vgg13Bn({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.vgg13_bn.html
 */
export function vgg13Bn(options: Trained): Promise<VGG>;
export function vgg13Bn(options?: Untrained): VGG;
export function vgg13Bn(): VGG | Promise<VGG> {
  return vgg(vgg13BnSignature, arguments, 13, true, vgg13BnFiles);
}

const vgg16Signature = networkSignature("vgg16");

/**
 * VGG-16, 138.4 million parameters.
 *
 * Shapes: x [N, 3, H, W] with H, W >= 32 -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT" or "IMAGENET1K_V1"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 528 MB
 * const network = await models.vgg16({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.vgg16.html
 */
export function vgg16(options: Trained): Promise<VGG>;
export function vgg16(options?: Untrained): VGG;
export function vgg16(): VGG | Promise<VGG> {
  return vgg(vgg16Signature, arguments, 16, false, vgg16Files);
}

const vgg16BnSignature = networkSignature("vgg16Bn");

/**
 * VGG-16 with batch normalization, 138.4 million parameters.
 *
 * Shapes: x [N, 3, H, W] with H, W >= 32 -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT" or "IMAGENET1K_V1"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 528 MB
 * const network = await models.vgg16Bn({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.vgg16_bn.html
 */
export function vgg16Bn(options: Trained): Promise<VGG>;
export function vgg16Bn(options?: Untrained): VGG;
export function vgg16Bn(): VGG | Promise<VGG> {
  return vgg(vgg16BnSignature, arguments, 16, true, vgg16BnFiles);
}

const vgg19Signature = networkSignature("vgg19");

/**
 * VGG-19, 143.7 million parameters.
 *
 * Shapes: x [N, 3, H, W] with H, W >= 32 -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT" or "IMAGENET1K_V1"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 548 MB
 * const network = await models.vgg19({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.vgg19.html
 */
export function vgg19(options: Trained): Promise<VGG>;
export function vgg19(options?: Untrained): VGG;
export function vgg19(): VGG | Promise<VGG> {
  return vgg(vgg19Signature, arguments, 19, false, vgg19Files);
}

const vgg19BnSignature = networkSignature("vgg19Bn");

/**
 * VGG-19 with batch normalization, 143.7 million parameters.
 *
 * Shapes: x [N, 3, H, W] with H, W >= 32 -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT" or "IMAGENET1K_V1"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 548 MB
 * const network = await models.vgg19Bn({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.vgg19_bn.html
 */
export function vgg19Bn(options: Trained): Promise<VGG>;
export function vgg19Bn(options?: Untrained): VGG;
export function vgg19Bn(): VGG | Promise<VGG> {
  return vgg(vgg19BnSignature, arguments, 19, true, vgg19BnFiles);
}
