import { grad } from "@lumbre/autograd";
import { type Device, scope, type Tensor } from "@lumbre/tensor";
import type { HostTensor } from "../device/hostTensor.js";
import { placeTensor } from "../device/layouts.js";
import { drawInput } from "../samples/drawInput.js";
import { data } from "../samples/sample.js";

/** The rule by which a run changes its weights. */
export type Optimizer = "momentum" | "adam";

const classes = 5;

/** Images of `classes` kinds: noise with a bright row, by which they are told. */
function drawBatch(batch: number): { readonly images: HostTensor; readonly labels: HostTensor } {
  const images = drawInput(data([batch, 1, 10, 12]), "float32", 7);
  const labels = Int32Array.from({ length: batch }, (_, i) => i % classes);
  for (let i = 0; i < batch; i++) {
    for (let column = 0; column < 12; column++) images.data[i * 120 + (2 * labels[i] + 1) * 12 + column] += 1.5;
  }
  return { images, labels: { shape: [batch, 1], dtype: "int32", data: labels } };
}

/** Weights, each drawn within the bound that keeps the size of what passes through. */
const weightShapes = [[4, 1, 3, 3], [4], [6, 4, 3, 3], [6], [6 * 2 * 3, classes], [classes]] as const;
const fanIns = [9, 9, 36, 36, 36, 36];

function drawWeights(): HostTensor[] {
  return weightShapes.map((shape, i) => {
    const bound = 1 / Math.sqrt(fanIns[i]);
    return drawInput(data(shape, { low: -bound, high: bound }), "float32", 100 + i);
  });
}

/** What one parameter's rule remembers. */
interface Moments {
  readonly mean: Tensor;
  readonly square: Tensor;
}

/**
 * A small convolutional network in training, made of tensor ops only: two convolutions with ReLU and pooling, a matrix
 * product, and cross entropy.
 */
export class TrainingRun {
  private readonly weights: readonly Tensor[];
  private readonly moments: readonly Moments[];
  private readonly images: Tensor;
  private readonly labels: Tensor;
  private steps = 0;

  constructor(
    device: Device,
    private readonly optimizer: Optimizer,
    private readonly batch = 16,
  ) {
    const place = (x: HostTensor): Tensor => placeTensor(x, "contiguous", device);
    const { images, labels } = drawBatch(batch);
    [this.images, this.labels] = [place(images), place(labels)];
    const weights = drawWeights();
    this.weights = weights.map((x) => place(x).requiresGrad_());
    const zeros = (x: HostTensor): Tensor => place({ ...x, data: new Float32Array(x.data.length) });
    this.moments = weights.map((x) => ({ mean: zeros(x), square: zeros(x) }));
  }

  /** One step. @returns The loss before it, which the caller disposes of. */
  step(): Tensor {
    this.steps++;
    const loss = this.loss();
    const gradients = grad(loss, this.weights) as readonly Tensor[];
    for (const [i, weight] of this.weights.entries()) this.update(weight.detach(), gradients[i], this.moments[i]);
    return loss.detach();
  }

  /** {@link TrainingRun.step}, all of whose memory but the loss goes back at once. */
  scopedStep(): Tensor {
    return scope(() => this.step());
  }

  dispose(): void {
    const moments = this.moments.flatMap(({ mean, square }) => [mean, square]);
    for (const x of [...this.weights, ...moments, this.images, this.labels]) x.dispose();
  }

  private loss(): Tensor {
    const [filters1, bias1, filters2, bias2, weight, bias] = this.weights;
    const first = this.images.conv2d(filters1, bias1, { padding: 1 }).relu().maxPool2d(2);
    const second = first.conv2d(filters2, bias2, { padding: 1 }).relu().maxPool2d(2);
    const scores = second.reshape(this.batch, -1).matmul(weight).add(bias);
    return scores.logSoftmax(1).gather(1, this.labels).mean().neg();
  }

  private update(weight: Tensor, gradient: Tensor, { mean, square }: Moments): void {
    if (this.optimizer === "momentum") {
      mean.mul_(0.9).add_(gradient);
      weight.sub_(mean.mul(0.05));
      return;
    }
    mean.mul_(0.9).add_(gradient.mul(0.1));
    square.mul_(0.99).addcmul_(gradient, gradient, { value: 0.01 });
    const scale = Math.sqrt(1 - 0.99 ** this.steps) / (1 - 0.9 ** this.steps);
    weight.addcdiv_(mean, square.sqrt().add(1e-8), { value: -0.01 * scale });
  }
}
