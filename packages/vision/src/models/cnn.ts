import { Conv2d, Dropout, Linear, MaxPool2d, Module, ReLU, Sequential } from "@lumbre/nn";
import type { Tensor } from "@lumbre/tensor";
import { aNumberBetween, anIntegerFrom, bind, defineSignature, named } from "@lumbre/tensor/engine";
import { imagesSignature } from "./arguments.js";

/** Options of {@link cnn}. */
export interface CNNOptions {
  /** Channels of the images, >= 1. Default 1. */
  readonly inChannels?: number;
  /** How many classes it tells apart, >= 1. Default 10. */
  readonly numClasses?: number;
  /** Height and width of the images in pixels, >= 4. Default 28. */
  readonly imageSize?: number;
  /** The probability with which dropout, before the linear layer, sets an element to 0, in [0, 1]. Default 0. */
  readonly dropout?: number;
}

const count = anIntegerFrom(1);
const signature = defineSignature(
  "cnn",
  named("inChannels", count, 1),
  named("numClasses", count, 10),
  named("imageSize", anIntegerFrom(4), 28),
  named("dropout", aNumberBetween(0, 1), 0),
);
const images = imagesSignature("CNN");

const block = (inChannels: number, outChannels: number): Sequential =>
  new Sequential(new Conv2d(inChannels, outChannels, 3, { padding: 1 }), new ReLU(), new MaxPool2d(2));

class SmallCNN extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "CNN";

  conv1: Sequential;
  conv2: Sequential;
  dropout: Dropout;
  fc: Linear;

  constructor(inChannels: number, numClasses: number, imageSize: number, dropout: number) {
    super();
    const size = Math.floor(imageSize / 4);
    this.conv1 = block(inChannels, 64);
    this.conv2 = block(64, 128);
    this.dropout = new Dropout(dropout);
    this.fc = new Linear(128 * size * size, numClasses);
  }

  forward(x: Tensor): Tensor {
    [x] = bind(images, arguments);
    return this.fc(this.dropout(this.conv2(this.conv1(x)).flatten(1)));
  }
}

/**
 * A small convolutional network, the first that one writes: two blocks of a convolution of 3 x 3, ReLU and max pooling,
 * `conv1` and `conv2`, with 64 and 128 channels; dropout; and one linear layer, `fc`. It has 137,226 parameters for MNIST,
 * of which it gets 99 % right, and is not one of torchvision's.
 *
 * Shapes: x [N, inChannels, imageSize, imageSize] -> [N, numClasses].
 *
 * @param options.inChannels Channels of the images, >= 1. Default 1.
 * @param options.numClasses How many classes it tells apart, >= 1. Default 10.
 * @param options.imageSize Height and width of the images in pixels, >= 4. Default 28.
 * @param options.dropout The probability with which dropout sets an element to 0, in [0, 1]. Default 0.
 * @example
 * models.cnn()(zeros(2, 1, 28, 28)).shape; // => [2, 10]
 * models.cnn({ inChannels: 3, imageSize: 32, dropout: 0.5 }).fc; // => Linear(in_features=8192, out_features=10, bias=True)
 */
export function cnn(options?: CNNOptions): CNN {
  const [inChannels, numClasses, imageSize, dropout] = bind(signature, arguments);
  return new SmallCNN(inChannels, numClasses, imageSize, dropout);
}

/** What {@link cnn} makes. */
export type CNN = SmallCNN;
