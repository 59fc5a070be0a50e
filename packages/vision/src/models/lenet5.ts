import { Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential } from "@lumbre/nn";
import { anIntegerFrom, bind, defineSignature, named } from "@lumbre/tensor/engine";

/** Options of {@link lenet5}. */
export interface LeNet5Options {
  /** Channels of the images. Default 1. */
  readonly inChannels?: number;
  /** How many classes it tells apart. Default 10. */
  readonly numClasses?: number;
}

const count = anIntegerFrom(1);
const signature = defineSignature("lenet5", named("inChannels", count, 1), named("numClasses", count, 10));

/**
 * LeNet-5 for images of 28 x 28 pixels, as it is built today: with ReLU and max pooling. `features` are two rounds of
 * convolution and pooling, `classifier` three linear layers.
 *
 * Shapes: x [N, inChannels, 28, 28] -> [N, numClasses].
 *
 * @param options.inChannels Channels of the images. Default 1.
 * @param options.numClasses How many classes it tells apart. Default 10.
 * @example
 * models.lenet5()(zeros(2, 1, 28, 28)).shape; // => [2, 10]
 * @see http://yann.lecun.com/exdb/publis/pdf/lecun-01a.pdf LeCun et al.
 */
export function lenet5(options?: LeNet5Options): LeNet5 {
  const [inChannels, numClasses] = bind(signature, arguments);
  const features = new Sequential(
    new Conv2d(inChannels, 6, 5, { padding: 2 }),
    new ReLU(),
    new MaxPool2d(2),
    new Conv2d(6, 16, 5),
    new ReLU(),
    new MaxPool2d(2),
  );
  const classifier = new Sequential(
    new Linear(400, 120),
    new ReLU(),
    new Linear(120, 84),
    new ReLU(),
    new Linear(84, numClasses),
  );
  return new Sequential({ features, flatten: new Flatten(), classifier });
}

/** What {@link lenet5} makes. */
export type LeNet5 = Sequential;
