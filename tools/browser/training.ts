import { type Device, fromTypedArray, manualSeed, nn, optim, scope } from "lumbre";
import { lenet5 } from "../testing/lenet5.js";

/** Labelled images of 28 x 28 bytes, all in one list: plain numbers, so that they can be sent anywhere. */
export interface Images {
  readonly pixels: readonly number[];
  readonly labels: readonly number[];
  readonly batchSize: number;
}

const pixelsPerImage = 28 * 28;

/** Trains LeNet-5 once over the images; gives each step's loss. The same seed everywhere. */
export function trainOnImages(
  device: Device,
  { pixels, labels, batchSize }: Images,
  afterStep: () => void = () => {},
): number[] {
  manualSeed(0);
  const model = lenet5().to(device);
  const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
  const criterion = new nn.CrossEntropyLoss();
  const losses: number[] = [];
  for (let first = 0; first + batchSize <= labels.length; first += batchSize) {
    const bytes = pixels.slice(first * pixelsPerImage, (first + batchSize) * pixelsPerImage);
    const loss = scope(() => {
      const images = Float32Array.from(bytes, (byte) => (byte / 255 - 0.1307) / 0.3081);
      const x = fromTypedArray(images, [batchSize, 1, 28, 28], { device });
      const y = fromTypedArray(Int32Array.from(labels.slice(first, first + batchSize)), [batchSize], { device });
      optimizer.zeroGrad();
      const value = criterion.forward(model.forward(x), y);
      value.backward();
      optimizer.step();
      return value.item();
    });
    losses.push(loss);
    afterStep();
  }
  return losses;
}
