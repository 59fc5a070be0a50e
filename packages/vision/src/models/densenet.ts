import {
  AdaptiveAvgPool2d,
  AvgPool2d,
  BatchNorm2d,
  Conv2d,
  init,
  Linear,
  MaxPool2d,
  Module,
  ReLU,
  Sequential,
} from "@lumbre/nn";
import { inTurn } from "@lumbre/nn/engine";
import { cat, type Tensor } from "@lumbre/tensor";
import { anIntegerFrom, bind, defineSignature, required } from "@lumbre/tensor/engine";
import { classes, fourCounts, imagesSignature } from "./arguments.js";
import { initialize } from "./initialize.js";
import { densenet121Files, densenet161Files, densenet169Files, densenet201Files } from "./weightFiles.js";
import { build, networkSignature, torchvision, type Weights, type WeightsOptions } from "./weights.js";

/** Options of {@link densenet121} and its relatives. */
export interface DenseNetOptions extends WeightsOptions {
  /** How many classes it tells apart. Default 1000. */
  readonly numClasses?: number;
}

/** Makes new channels of all that came before. */
class DenseLayer extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "DenseLayer";

  norm1: BatchNorm2d;
  relu1: ReLU;
  conv1: Conv2d;
  norm2: BatchNorm2d;
  relu2: ReLU;
  conv2: Conv2d;

  constructor(inChannels: number, growthRate: number) {
    super();
    this.norm1 = new BatchNorm2d(inChannels);
    this.relu1 = new ReLU();
    this.conv1 = new Conv2d(inChannels, 4 * growthRate, 1, { bias: false });
    this.norm2 = new BatchNorm2d(4 * growthRate);
    this.relu2 = new ReLU();
    this.conv2 = new Conv2d(4 * growthRate, growthRate, 3, { padding: 1, bias: false });
  }

  forward(x: Tensor): Tensor {
    return inTurn(x, this.norm1, this.relu1, this.conv1, this.norm2, this.relu2, this.conv2);
  }
}

/** Layers that each see the input and the channels of all layers before them. */
class DenseBlock extends Sequential {
  static override readonly name: string = "DenseBlock";

  constructor(count: number, inChannels: number, growthRate: number) {
    const layers = Array.from({ length: count }, (_, i) => new DenseLayer(inChannels + i * growthRate, growthRate));
    super(Object.fromEntries(layers.map((layer, i) => [`denselayer${i + 1}`, layer])));
  }

  override forward(x: Tensor): Tensor {
    let all = x;
    for (const layer of this.children()) all = cat([all, (layer as DenseLayer)(all)], 1);
    return all;
  }
}

const transition = (channels: number): Sequential =>
  new Sequential({
    norm: new BatchNorm2d(channels),
    relu: new ReLU(),
    conv: new Conv2d(channels, Math.floor(channels / 2), 1, { bias: false }),
    pool: new AvgPool2d(2),
  });

const count = anIntegerFrom(1);
const networkParameters = defineSignature(
  "DenseNet",
  required("growthRate", count),
  required("layers", fourCounts),
  required("initFeatures", count),
  classes(),
);
const images = imagesSignature("DenseNet");

/**
 * A densely connected network: in its blocks each layer sees what all layers before it made.
 *
 * Shapes: x [N, 3, H, W] with H, W >= 29 -> [N, numClasses].
 * @example
 * new models.DenseNet(8, [1, 1, 1, 1], 16, 10)(zeros(2, 3, 32, 32)).shape; // => [2, 10]
 * @see https://arxiv.org/abs/1608.06993 Huang et al.
 */
export class DenseNet extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "DenseNet";

  features: Sequential;
  avgpool: AdaptiveAvgPool2d;
  classifier: Linear;

  /**
   * @param growthRate How many channels each layer adds.
   * @param layers How many layers each of the four blocks has.
   * @param initFeatures How many channels the first convolution makes.
   * @param numClasses How many classes it tells apart. Default 1000.
   */
  constructor(
    growthRate: number,
    layers: readonly [number, number, number, number],
    initFeatures: number,
    numClasses?: number,
  ) {
    super();
    [growthRate, layers, initFeatures, numClasses] = bind(networkParameters, arguments);
    const parts: Record<string, Module> = {
      conv0: new Conv2d(3, initFeatures, 7, { stride: 2, padding: 3, bias: false }),
      norm0: new BatchNorm2d(initFeatures),
      relu0: new ReLU(),
      pool0: new MaxPool2d(3, 2, { padding: 1 }),
    };
    let channels = initFeatures;
    for (const [i, count] of layers.entries()) {
      parts[`denseblock${i + 1}`] = new DenseBlock(count, channels, growthRate);
      channels += count * growthRate;
      if (i === layers.length - 1) continue;
      parts[`transition${i + 1}`] = transition(channels);
      channels = Math.floor(channels / 2);
    }
    parts.norm5 = new BatchNorm2d(channels);
    parts.relu5 = new ReLU();
    this.features = new Sequential(parts);
    this.avgpool = new AdaptiveAvgPool2d(1);
    this.classifier = new Linear(channels, numClasses);
    initialize(this, {
      conv: ({ weight }) => void init.kaimingNormal_(weight),
      linear: ({ bias }) => bias && void init.zeros_(bias),
    });
  }

  forward(x: Tensor): Tensor {
    [x] = bind(images, arguments);
    return this.classifier(this.avgpool(this.features(x)).flatten(1));
  }
}

/** The files name the parts of a layer `norm.1`, which modules of PyTorch no longer can. */
function renamed(name: string): string {
  return name.replace(/(denselayer\d+\.(?:norm|conv))\.([12]\.)/, "$1$2");
}

function densenet(
  signature: ReturnType<typeof networkSignature>,
  given: ArrayLike<unknown>,
  make: (numClasses: number) => DenseNet,
  files: Readonly<Record<string, string>>,
): DenseNet | Promise<DenseNet> {
  return build(signature, given, make, torchvision(files, renamed));
}

const densenet121Signature = networkSignature("densenet121");

/**
 * DenseNet-121, 8.0 million parameters.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT" or "IMAGENET1K_V1"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 31 MB
 * const network = await models.densenet121({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.densenet121.html
 */
export function densenet121(options: DenseNetOptions & { readonly weights: string | Weights }): Promise<DenseNet>;
export function densenet121(options?: DenseNetOptions & { readonly weights?: null }): DenseNet;
export function densenet121(): DenseNet | Promise<DenseNet> {
  return densenet(
    densenet121Signature,
    arguments,
    (numClasses) => new DenseNet(32, [6, 12, 24, 16], 64, numClasses),
    densenet121Files,
  );
}

const densenet161Signature = networkSignature("densenet161");

/**
 * DenseNet-161, 28.7 million parameters.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT" or "IMAGENET1K_V1"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 110 MB
 * const network = await models.densenet161({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.densenet161.html
 */
export function densenet161(options: DenseNetOptions & { readonly weights: string | Weights }): Promise<DenseNet>;
export function densenet161(options?: DenseNetOptions & { readonly weights?: null }): DenseNet;
export function densenet161(): DenseNet | Promise<DenseNet> {
  return densenet(
    densenet161Signature,
    arguments,
    (numClasses) => new DenseNet(48, [6, 12, 36, 24], 96, numClasses),
    densenet161Files,
  );
}

const densenet169Signature = networkSignature("densenet169");

/**
 * DenseNet-169, 14.1 million parameters.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT" or "IMAGENET1K_V1"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 55 MB
 * const network = await models.densenet169({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.densenet169.html
 */
export function densenet169(options: DenseNetOptions & { readonly weights: string | Weights }): Promise<DenseNet>;
export function densenet169(options?: DenseNetOptions & { readonly weights?: null }): DenseNet;
export function densenet169(): DenseNet | Promise<DenseNet> {
  return densenet(
    densenet169Signature,
    arguments,
    (numClasses) => new DenseNet(32, [6, 12, 32, 32], 64, numClasses),
    densenet169Files,
  );
}

const densenet201Signature = networkSignature("densenet201");

/**
 * DenseNet-201, 20.0 million parameters.
 *
 * Shapes: x [N, 3, H, W] -> [N, numClasses].
 *
 * @param options.numClasses How many classes it tells apart. Default 1000.
 * @param options.weights Trained weights, "DEFAULT" or "IMAGENET1K_V1"; the network then comes as a promise. Default: none.
 * @param options.onProgress Called as bytes of the weights arrive.
 * @throws {HubError} for weights that cannot be had.
 * @example
 * // no-run: it downloads 77 MB
 * const network = await models.densenet201({ weights: "DEFAULT" });
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.densenet201.html
 */
export function densenet201(options: DenseNetOptions & { readonly weights: string | Weights }): Promise<DenseNet>;
export function densenet201(options?: DenseNetOptions & { readonly weights?: null }): DenseNet;
export function densenet201(): DenseNet | Promise<DenseNet> {
  return densenet(
    densenet201Signature,
    arguments,
    (numClasses) => new DenseNet(32, [6, 12, 48, 32], 64, numClasses),
    densenet201Files,
  );
}
