import { nn, noGrad, type optim, scope } from "lumbre";
import type { ImageLoader } from "./data.js";
import { ConfusionMatrix, countCorrect, RunningMetrics } from "./metrics.js";
import { createOptimizer, createSchedule, type OptimizationOptions, type Schedule } from "./optimization.js";
import type { TrainOptions } from "./options.js";

/** What a training run is made of. */
export interface Training {
  readonly model: nn.Module;
  readonly optimizer: optim.Optimizer;
  /** Stepped after each batch; null where the learning rate stays as it is. */
  readonly schedule: Schedule | null;
  readonly criterion: nn.CrossEntropyLoss;
}

/** A model with what it is trained by. */
export function createTraining(
  model: nn.Module,
  options: OptimizationOptions & Pick<TrainOptions, "labelSmoothing">,
  stepsPerEpoch: number,
): Training {
  const optimizer = createOptimizer(model.parameters(), options);
  const schedule = createSchedule(optimizer, options, stepsPerEpoch);
  return { model, optimizer, schedule, criterion: new nn.CrossEntropyLoss({ labelSmoothing: options.labelSmoothing }) };
}

/** One pass over the training images, or what is left of it; ends early when `isStopped` says so. */
export async function trainEpoch(
  { model, optimizer, schedule, criterion }: Training,
  loader: ImageLoader,
  onBatch: (metrics: RunningMetrics) => void,
  isStopped: () => boolean,
  metrics = new RunningMetrics(),
): Promise<RunningMetrics> {
  model.train();
  if (isStopped()) return metrics;
  for await (const [x, y] of loader) {
    // The scope lets each step reuse the memory of the one before; without it the step would do the same, slower.
    scope(() => {
      optimizer.zeroGrad();
      const logits = model.forward(x);
      const loss = criterion.forward(logits, y);
      loss.backward();
      optimizer.step();
      metrics.add(loss.item(), countCorrect(logits, y), y.numel());
    });
    schedule?.step();
    onBatch(metrics);
    // Before the next batch is fetched, whose augmentation would draw its numbers twice in a run that is resumed.
    if (isStopped()) break;
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
  model: nn.Module,
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
        // Labels are not smoothed here: the loss says how well the labels as they are were told.
        metrics.add(nn.functional.crossEntropy(logits, y).item(), countCorrect(logits, y), y.numel());
        confusion.add(logits, y);
      }),
    );
    onBatch(metrics);
  }
  return { metrics, confusion };
}
