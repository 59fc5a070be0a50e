import {
  AdaptiveAvgPool2d,
  BatchNorm2d,
  Conv2d,
  functional as F,
  init,
  Linear,
  Module,
  ReLU,
  Sequential,
} from "@lumbre/nn";
import { inTurn, residual } from "@lumbre/nn/engine";
import type { Tensor } from "@lumbre/tensor";
import { bind, defineKind, defineSignature, required } from "@lumbre/tensor/engine";
import { classes, imagesSignature } from "./arguments.js";
import { idelbayev, resnet20File, resnet32File, resnet44File, resnet56File, resnet110File } from "./cifarFiles.js";
import { initialize } from "./initialize.js";
import { build, networkSignature, type Weights, type WeightsOptions } from "./weights.js";

/** Options of {@link resnet20} and its deeper relatives. */
export interface CifarResNetOptions extends WeightsOptions<"DEFAULT" | "CIFAR10"> {
  /** How many classes it tells apart. Default 10. */
  readonly numClasses?: number;
}

const conv3x3 = (inChannels: number, outChannels: number, stride = 1): Conv2d =>
  new Conv2d(inChannels, outChannels, 3, { stride, padding: 1, bias: false });

/** Two convolutions, beside which the input goes on: where channels are added, every second pixel of it and zeros. */
class CifarBlock extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "CifarBlock";

  conv1: Conv2d;
  bn1: BatchNorm2d;
  relu: ReLU;
  conv2: Conv2d;
  bn2: BatchNorm2d;

  constructor(
    private readonly inChannels: number,
    private readonly channels: number,
  ) {
    super();
    this.conv1 = conv3x3(inChannels, channels, inChannels === channels ? 1 : 2);
    this.bn1 = new BatchNorm2d(channels);
    this.relu = new ReLU();
    this.conv2 = conv3x3(channels, channels);
    this.bn2 = new BatchNorm2d(channels);
  }

  forward(x: Tensor): Tensor {
    const { conv1, bn1, relu, conv2, bn2 } = this;
    return residual(x, [conv1, bn1, relu, conv2, bn2], (input) => this.shortcut(input), relu);
  }

  private shortcut(x: Tensor): Tensor {
    if (this.inChannels === this.channels) return x;
    const added = (this.channels - this.inChannels) / 2;
    return F.pad(x.slice(2, { step: 2 }).slice(3, { step: 2 }), [0, 0, 0, 0, added, added]);
  }
}

const depthKind = defineKind<number>("6 n + 2, such as 20", (value) => {
  const count = (Number(value) - 2) / 6;
  return typeof value === "number" && Number.isInteger(count) && count >= 1;
});
const networkParameters = defineSignature("CifarResNet", required("depth", depthKind), classes(10));
const images = imagesSignature("CifarResNet");

/**
 * A residual network for CIFAR-10: three stages of 16, 32 and 64 channels.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 * @example
 * new models.CifarResNet(8)(zeros(1, 3, 32, 32)).shape; // => [1, 10]
 * @see https://arxiv.org/abs/1512.03385 He et al., section 4.2
 */
export class CifarResNet extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "CifarResNet";

  conv1: Conv2d;
  bn1: BatchNorm2d;
  relu: ReLU;
  layer1: Sequential;
  layer2: Sequential;
  layer3: Sequential;
  avgpool: AdaptiveAvgPool2d;
  linear: Linear;

  /**
   * @param depth How many layers have weights: 6 n + 2, where n is the number of blocks in a stage.
   * @param numClasses How many classes it tells apart. Default 10.
   * @throws {ArgumentError} for another depth.
   */
  constructor(depth: number, numClasses?: number) {
    super();
    [depth, numClasses] = bind(networkParameters, arguments);
    const count = (depth - 2) / 6;
    this.conv1 = conv3x3(3, 16);
    this.bn1 = new BatchNorm2d(16);
    this.relu = new ReLU();
    this.layer1 = makeStage(16, 16, count);
    this.layer2 = makeStage(16, 32, count);
    this.layer3 = makeStage(32, 64, count);
    this.avgpool = new AdaptiveAvgPool2d(1);
    this.linear = new Linear(64, numClasses);
    initialize(this, {
      conv: ({ weight }) => void init.kaimingNormal_(weight),
      linear: ({ weight }) => void init.kaimingNormal_(weight),
    });
  }

  forward(x: Tensor): Tensor {
    [x] = bind(images, arguments);
    const first = inTurn(x, this.conv1, this.bn1, this.relu);
    return this.linear(this.avgpool(this.layer3(this.layer2(this.layer1(first)))).flatten(1));
  }
}

function makeStage(inChannels: number, channels: number, count: number): Sequential {
  const stage = new Sequential(new CifarBlock(inChannels, channels));
  for (let i = 1; i < count; i++) stage.append(new CifarBlock(channels, channels));
  return stage;
}

type Trained = CifarResNetOptions & { readonly weights: string | Weights };
type Untrained = CifarResNetOptions & { readonly weights?: null };

function cifarResnet(
  signature: ReturnType<typeof networkSignature>,
  given: ArrayLike<unknown>,
  depth: number,
  file: string,
): CifarResNet | Promise<CifarResNet> {
  return build(signature, given, (numClasses) => new CifarResNet(depth, numClasses), idelbayev(file));
}

const resnet20Signature = networkSignature("resnet20", 10);

/**
 * The residual network of 20 layers for CIFAR-10, 0.27 million parameters.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 10.
 * @param options.weights Trained weights, "DEFAULT" or "CIFAR10", with which it gets 91.73 % of CIFAR-10's test images
 *   right; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * models.resnet20()(zeros(1, 3, 32, 32)).shape; // => [1, 10]
 * @see https://arxiv.org/abs/1512.03385 He et al., section 4.2
 */
export function resnet20(options: Trained): Promise<CifarResNet>;
export function resnet20(options?: Untrained): CifarResNet;
export function resnet20(): CifarResNet | Promise<CifarResNet> {
  return cifarResnet(resnet20Signature, arguments, 20, resnet20File);
}

const resnet32Signature = networkSignature("resnet32", 10);

/**
 * The residual network of 32 layers for CIFAR-10, 0.46 million parameters.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 10.
 * @param options.weights Trained weights, "DEFAULT" or "CIFAR10", which get 92.63 % of CIFAR-10's test images right by
 *   their author's figure; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 2 MB
 * const network = await models.resnet32({ weights: "DEFAULT" });
 * @see https://arxiv.org/abs/1512.03385 He et al., section 4.2
 */
export function resnet32(options: Trained): Promise<CifarResNet>;
export function resnet32(options?: Untrained): CifarResNet;
export function resnet32(): CifarResNet | Promise<CifarResNet> {
  return cifarResnet(resnet32Signature, arguments, 32, resnet32File);
}

const resnet44Signature = networkSignature("resnet44", 10);

/**
 * The residual network of 44 layers for CIFAR-10, 0.66 million parameters.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 10.
 * @param options.weights Trained weights, "DEFAULT" or "CIFAR10", which get 93.10 % of CIFAR-10's test images right by
 *   their author's figure; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 3 MB
 * const network = await models.resnet44({ weights: "DEFAULT" });
 * @see https://arxiv.org/abs/1512.03385 He et al., section 4.2
 */
export function resnet44(options: Trained): Promise<CifarResNet>;
export function resnet44(options?: Untrained): CifarResNet;
export function resnet44(): CifarResNet | Promise<CifarResNet> {
  return cifarResnet(resnet44Signature, arguments, 44, resnet44File);
}

const resnet56Signature = networkSignature("resnet56", 10);

/**
 * The residual network of 56 layers for CIFAR-10, 0.85 million parameters.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 10.
 * @param options.weights Trained weights, "DEFAULT" or "CIFAR10", which get 93.39 % of CIFAR-10's test images right by
 *   their author's figure; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 4 MB
 * const network = await models.resnet56({ weights: "DEFAULT" });
 * @see https://arxiv.org/abs/1512.03385 He et al., section 4.2
 */
export function resnet56(options: Trained): Promise<CifarResNet>;
export function resnet56(options?: Untrained): CifarResNet;
export function resnet56(): CifarResNet | Promise<CifarResNet> {
  return cifarResnet(resnet56Signature, arguments, 56, resnet56File);
}

const resnet110Signature = networkSignature("resnet110", 10);

/**
 * The residual network of 110 layers for CIFAR-10, 1.73 million parameters.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 10.
 * @param options.weights Trained weights, "DEFAULT" or "CIFAR10", which get 93.68 % of CIFAR-10's test images right by
 *   their author's figure; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 7 MB
 * const network = await models.resnet110({ weights: "DEFAULT" });
 * @see https://arxiv.org/abs/1512.03385 He et al., section 4.2
 */
export function resnet110(options: Trained): Promise<CifarResNet>;
export function resnet110(options?: Untrained): CifarResNet;
export function resnet110(): CifarResNet | Promise<CifarResNet> {
  return cifarResnet(resnet110Signature, arguments, 110, resnet110File);
}
