import { nn, noGrad, optim, scope } from "lumbre";
import type { ImageLoader } from "./data.js";
import { ConfusionMatrix, countCorrect, RunningMetrics } from "./metrics.js";

/** What a training run is made of. */
export interface Training {
  readonly model: nn.Module;
  readonly optimizer: optim.Optimizer;
  readonly criterion: nn.CrossEntropyLoss;
}

/** A model with Adam and cross entropy. */
export function createTraining(model: nn.Module, lr: number): Training {
  return { model, optimizer: new optim.Adam(model.parameters(), { lr }), criterion: new nn.CrossEntropyLoss() };
}

/** One pass over the training images; ends early when `isStopped` says so. */
export async function trainEpoch(
  { model, optimizer, criterion }: Training,
  loader: ImageLoader,
  onBatch: (metrics: RunningMetrics) => void,
  isStopped: () => boolean,
): Promise<RunningMetrics> {
  const metrics = new RunningMetrics();
  model.train();
  for await (const [x, y] of loader) {
    if (isStopped()) break;
    // The scope lets each step reuse the memory of the one before; without it the step would do the same, slower.
    scope(() => {
      optimizer.zeroGrad();
      const logits = model.forward(x);
      const loss = criterion.forward(logits, y);
      loss.backward();
      optimizer.step();
      metrics.add(loss.item(), countCorrect(logits, y), y.numel());
    });
    onBatch(metrics);
  }
  return metrics;
}

/** How a model does on images that it was not trained on. */
export interface Evaluation {
  readonly metrics: RunningMetrics;
  readonly confusion: ConfusionMatrix;
}

/** Loss, accuracy and confusions over the test images; over fewer of them when `isStopped` says so. */
export async function evaluate(
  { model, criterion }: Training,
  loader: ImageLoader,
  onBatch: (metrics: RunningMetrics) => void = () => {},
  isStopped: () => boolean = () => false,
): Promise<Evaluation> {
  const metrics = new RunningMetrics();
  const confusion = new ConfusionMatrix(10);
  model.eval();
  for await (const [x, y] of loader) {
    if (isStopped()) break;
    scope(() =>
      noGrad(() => {
        const logits = model.forward(x);
        metrics.add(criterion.forward(logits, y).item(), countCorrect(logits, y), y.numel());
        confusion.add(logits, y);
      }),
    );
    onBatch(metrics);
  }
  return { metrics, confusion };
}
