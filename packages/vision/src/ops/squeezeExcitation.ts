import { AdaptiveAvgPool2d, Conv2d, Module, ReLU, Sigmoid } from "@lumbre/nn";
import type { Tensor } from "@lumbre/tensor";
import { aFunction, anIntegerFrom, aTensor, bind, defineSignature, optional, required } from "@lumbre/tensor/engine";

/** Makes a layer without settings, such as `() => new nn.SiLU()`. */
export type MakeActivation = () => Module<[x: Tensor], Tensor>;

/** Options of {@link SqueezeExcitation}. */
export interface SqueezeExcitationOptions {
  /** Makes the activation between the two convolutions. Default ReLU. */
  readonly activation?: MakeActivation;
  /** Makes the activation that gives the factors. Default Sigmoid. */
  readonly scaleActivation?: MakeActivation;
}

const signature = defineSignature(
  "SqueezeExcitation",
  required("inputChannels", anIntegerFrom(1)),
  required("squeezeChannels", anIntegerFrom(1)),
  optional("activation", aFunction<MakeActivation>("a function that makes a layer"), () => new ReLU()),
  optional("scaleActivation", aFunction<MakeActivation>("a function that makes a layer"), () => new Sigmoid()),
);
const input = defineSignature("SqueezeExcitation", required("x", aTensor));

/**
 * Squeeze and excitation: each channel times a factor between 0 and 1 that two small layers make of all channels' means.
 *
 * Shapes: x [N, C, H, W] -> [N, C, H, W].
 * @example
 * const layer = new ops.SqueezeExcitation(8, 2, { activation: () => new nn.SiLU() });
 * layer(ones(1, 8, 4, 4)).shape; // => [1, 8, 4, 4]
 * @see https://pytorch.org/vision/stable/generated/torchvision.ops.SqueezeExcitation.html
 */
export class SqueezeExcitation extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "SqueezeExcitation";

  avgpool: AdaptiveAvgPool2d;
  fc1: Conv2d;
  fc2: Conv2d;
  activation: Module<[x: Tensor], Tensor>;
  scaleActivation: Module<[x: Tensor], Tensor>;

  /**
   * @param inputChannels Channels of the input, >= 1.
   * @param squeezeChannels Channels between the two layers, >= 1.
   * @param activation Makes the activation between them. Default ReLU.
   * @param scaleActivation Makes the activation that gives the factors. Default Sigmoid.
   */
  constructor(
    inputChannels: number,
    squeezeChannels: number,
    activation?: MakeActivation | SqueezeExcitationOptions,
    scaleActivation?: MakeActivation | Pick<SqueezeExcitationOptions, "scaleActivation">,
  ) {
    super();
    const [channels, squeezed, makeActivation, makeScale] = bind(signature, arguments);
    this.avgpool = new AdaptiveAvgPool2d(1);
    this.fc1 = new Conv2d(channels, squeezed, 1);
    this.fc2 = new Conv2d(squeezed, channels, 1);
    this.activation = makeActivation();
    this.scaleActivation = makeScale();
  }

  forward(x: Tensor): Tensor {
    [x] = bind(input, arguments);
    return x.mul(this.scaleActivation(this.fc2(this.activation(this.fc1(this.avgpool(x))))));
  }
}
