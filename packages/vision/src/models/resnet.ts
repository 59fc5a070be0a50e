import { AdaptiveAvgPool2d, BatchNorm2d, Conv2d, Linear, MaxPool2d, Module, ReLU, Sequential } from "@lumbre/nn";
import { inTurn, residual } from "@lumbre/nn/engine";
import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature, oneOf, required } from "@lumbre/tensor/engine";
import { classes, fourCounts, imagesSignature } from "./arguments.js";
import { initialize, kaimingFanOut } from "./initialize.js";
import { resnet18Files, resnet34Files, resnet50Files, resnet101Files, resnet152Files } from "./weightFiles.js";
import { build, networkSignature, torchvision, type Weights, type WeightsOptions } from "./weights.js";

/** Options of {@link resnet18} and its larger relatives. */
export interface ResNetOptions extends WeightsOptions<"DEFAULT" | "IMAGENET1K_V1" | "IMAGENET1K_V2"> {
  /** How many classes it tells apart. Default 1000. */
  readonly numClasses?: number;
}

const conv1x1 = (inChannels: number, outChannels: number, stride = 1): Conv2d =>
  new Conv2d(inChannels, outChannels, 1, { stride, bias: false });

const conv3x3 = (inChannels: number, outChannels: number, stride = 1): Conv2d =>
  new Conv2d(inChannels, outChannels, 3, { stride, padding: 1, bias: false });

/** Two convolutions of 3 x 3, beside which the input goes on as it is. */
class BasicBlock extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "BasicBlock";
  static readonly expansion = 1;

  conv1: Conv2d;
  bn1: BatchNorm2d;
  relu: ReLU;
  conv2: Conv2d;
  bn2: BatchNorm2d;
  downsample: Sequential | null;

  constructor(inChannels: number, channels: number, stride: number, downsample: Sequential | null) {
    super();
    this.conv1 = conv3x3(inChannels, channels, stride);
    this.bn1 = new BatchNorm2d(channels);
    this.relu = new ReLU();
    this.conv2 = conv3x3(channels, channels);
    this.bn2 = new BatchNorm2d(channels);
    this.downsample = downsample;
  }

  forward(x: Tensor): Tensor {
    const { conv1, bn1, relu, conv2, bn2, downsample } = this;
    return residual(x, [conv1, bn1, relu, conv2, bn2], downsample, relu);
  }
}

/** A convolution of 3 x 3 between two of 1 x 1, which make its channels fewer and then many again. */
class Bottleneck extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Bottleneck";
  static readonly expansion = 4;

  conv1: Conv2d;
  bn1: BatchNorm2d;
  conv2: Conv2d;
  bn2: BatchNorm2d;
  conv3: Conv2d;
  bn3: BatchNorm2d;
  relu: ReLU;
  downsample: Sequential | null;

  constructor(inChannels: number, channels: number, stride: number, downsample: Sequential | null) {
    super();
    const outChannels = channels * Bottleneck.expansion;
    this.conv1 = conv1x1(inChannels, channels);
    this.bn1 = new BatchNorm2d(channels);
    this.conv2 = conv3x3(channels, channels, stride);
    this.bn2 = new BatchNorm2d(channels);
    this.conv3 = conv1x1(channels, outChannels);
    this.bn3 = new BatchNorm2d(outChannels);
    this.relu = new ReLU();
    this.downsample = downsample;
  }

  forward(x: Tensor): Tensor {
    const { conv1, bn1, conv2, bn2, conv3, bn3, relu, downsample } = this;
    return residual(x, [conv1, bn1, relu, conv2, bn2, relu, conv3, bn3], downsample, relu);
  }
}

const networkParameters = defineSignature(
  "ResNet",
  required("block", oneOf("basic", "bottleneck")),
  required("layers", fourCounts),
  classes(),
);
const images = imagesSignature("ResNet");

/**
 * A residual network: four stages of blocks, each stage of half the size and twice the channels of the one before.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 * @example
 * const network = new models.ResNet("basic", [1, 1, 1, 1], 10);
 * network(zeros(2, 3, 32, 32)).shape; // => [2, 10]
 * @see https://arxiv.org/abs/1512.03385 He et al.
 */
export class ResNet extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "ResNet";

  conv1: Conv2d;
  bn1: BatchNorm2d;
  relu: ReLU;
  maxpool: MaxPool2d;
  layer1: Sequential;
  layer2: Sequential;
  layer3: Sequential;
  layer4: Sequential;
  avgpool: AdaptiveAvgPool2d;
  fc: Linear;

  /**
   * @param block "basic", two convolutions of 3 x 3, or "bottleneck", one of 3 x 3 between two of 1 x 1.
   * @param layers How many blocks each of the four stages has.
   * @param numClasses How many classes it tells apart. Default 1000.
   */
  constructor(block: "basic" | "bottleneck", layers: readonly [number, number, number, number], numClasses?: number) {
    super();
    [block, layers, numClasses] = bind(networkParameters, arguments);
    const Block = block === "basic" ? BasicBlock : Bottleneck;
    this.conv1 = new Conv2d(3, 64, 7, { stride: 2, padding: 3, bias: false });
    this.bn1 = new BatchNorm2d(64);
    this.relu = new ReLU();
    this.maxpool = new MaxPool2d(3, 2, { padding: 1 });
    this.layer1 = makeStage(Block, 64, 64, layers[0], 1);
    this.layer2 = makeStage(Block, 64 * Block.expansion, 128, layers[1], 2);
    this.layer3 = makeStage(Block, 128 * Block.expansion, 256, layers[2], 2);
    this.layer4 = makeStage(Block, 256 * Block.expansion, 512, layers[3], 2);
    this.avgpool = new AdaptiveAvgPool2d(1);
    this.fc = new Linear(512 * Block.expansion, numClasses);
    initialize(this, { conv: kaimingFanOut });
  }

  forward(x: Tensor): Tensor {
    [x] = bind(images, arguments);
    const first = inTurn(x, this.conv1, this.bn1, this.relu, this.maxpool);
    const last = this.layer4(this.layer3(this.layer2(this.layer1(first))));
    return this.fc(this.avgpool(last).flatten(1));
  }
}

/** Blocks in a row, of which the first changes size and channels. */
function makeStage(
  Block: typeof BasicBlock | typeof Bottleneck,
  inChannels: number,
  channels: number,
  count: number,
  stride: number,
): Sequential {
  const outChannels = channels * Block.expansion;
  const isSame = stride === 1 && inChannels === outChannels;
  const downsample = isSame
    ? null
    : new Sequential(conv1x1(inChannels, outChannels, stride), new BatchNorm2d(outChannels));
  const stage = new Sequential(new Block(inChannels, channels, stride, downsample));
  for (let i = 1; i < count; i++) stage.append(new Block(outChannels, channels, 1, null));
  return stage;
}

type Trained = ResNetOptions & { readonly weights: string | Weights };
type Untrained = ResNetOptions & { readonly weights?: null };

function resnet(
  signature: ReturnType<typeof networkSignature>,
  given: ArrayLike<unknown>,
  block: "basic" | "bottleneck",
  layers: readonly [number, number, number, number],
  files: Readonly<Record<string, string>>,
): ResNet | Promise<ResNet> {
  return build(signature, given, (numClasses) => new ResNet(block, layers, numClasses), torchvision(files));
}

const resnet18Signature = networkSignature("resnet18");

/**
 * ResNet-18, 11.7 million parameters.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT" or "IMAGENET1K_V1"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 47 MB
 * const network = await models.resnet18({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.resnet18.html
 */
export function resnet18(options: Trained): Promise<ResNet>;
export function resnet18(options?: Untrained): ResNet;
export function resnet18(): ResNet | Promise<ResNet> {
  return resnet(resnet18Signature, arguments, "basic", [2, 2, 2, 2], resnet18Files);
}

const resnet34Signature = networkSignature("resnet34");

/**
 * ResNet-34, 21.8 million parameters.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT" or "IMAGENET1K_V1"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 87 MB
 * const network = await models.resnet34({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.resnet34.html
 */
export function resnet34(options: Trained): Promise<ResNet>;
export function resnet34(options?: Untrained): ResNet;
export function resnet34(): ResNet | Promise<ResNet> {
  return resnet(resnet34Signature, arguments, "basic", [3, 4, 6, 3], resnet34Files);
}

const resnet50Signature = networkSignature("resnet50");

/**
 * ResNet-50, 25.6 million parameters.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT", "IMAGENET1K_V1" or "IMAGENET1K_V2"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 98 MB
 * const network = await models.resnet50({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.resnet50.html
 */
export function resnet50(options: Trained): Promise<ResNet>;
export function resnet50(options?: Untrained): ResNet;
export function resnet50(): ResNet | Promise<ResNet> {
  return resnet(resnet50Signature, arguments, "bottleneck", [3, 4, 6, 3], resnet50Files);
}

const resnet101Signature = networkSignature("resnet101");

/**
 * ResNet-101, 44.5 million parameters.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT", "IMAGENET1K_V1" or "IMAGENET1K_V2"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 171 MB
 * const network = await models.resnet101({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.resnet101.html
 */
export function resnet101(options: Trained): Promise<ResNet>;
export function resnet101(options?: Untrained): ResNet;
export function resnet101(): ResNet | Promise<ResNet> {
  return resnet(resnet101Signature, arguments, "bottleneck", [3, 4, 23, 3], resnet101Files);
}

const resnet152Signature = networkSignature("resnet152");

/**
 * ResNet-152, 60.2 million parameters.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT", "IMAGENET1K_V1" or "IMAGENET1K_V2"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 230 MB
 * const network = await models.resnet152({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.resnet152.html
 */
export function resnet152(options: Trained): Promise<ResNet>;
export function resnet152(options?: Untrained): ResNet;
export function resnet152(): ResNet | Promise<ResNet> {
  return resnet(resnet152Signature, arguments, "bottleneck", [3, 8, 36, 3], resnet152Files);
}
