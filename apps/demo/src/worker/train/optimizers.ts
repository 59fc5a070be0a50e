import type { Parameter } from "@lumbre/nn";
import {
  Adam,
  AdamW,
  type CommonOptions,
  CosineAnnealingLR,
  type LRScheduler,
  OneCycleLR,
  type Optimizer,
  RMSprop,
  SGD,
} from "@lumbre/optim";
import type { OptimizerName, RunSettings, ScheduleName, Tuning } from "../../protocol.js";

/** An optimizer of any kind. */
export type AnyOptimizer = Optimizer<CommonOptions>;

type Maker = (parameters: Parameter[], lr: number, weightDecay: number) => Optimizer<never>;

const makers: Readonly<Record<OptimizerName, Maker>> = {
  adam: (parameters, lr, weightDecay) => new Adam(parameters, lr, { weightDecay }) as never,
  adamw: (parameters, lr, weightDecay) => new AdamW(parameters, lr, { weightDecay }) as never,
  sgd: (parameters, lr, weightDecay) => new SGD(parameters, lr, { momentum: 0.9, weightDecay }) as never,
  rmsprop: (parameters, lr, weightDecay) => new RMSprop(parameters, lr, { weightDecay, momentum: 0.9 }) as never,
};

export function createOptimizer(parameters: Parameter[], { optimizer, lr, weightDecay }: RunSettings): AnyOptimizer {
  return makers[optimizer](parameters, lr, weightDecay) as unknown as AnyOptimizer;
}

const schedules: Readonly<Record<ScheduleName, (o: AnyOptimizer, lr: number, steps: number) => LRScheduler | null>> = {
  onecycle: (optimizer, lr, steps) => new OneCycleLR(optimizer as never, lr, { totalSteps: steps }),
  cosine: (optimizer, _, steps) => new CosineAnnealingLR(optimizer as never, steps),
  constant: () => null,
};

/** A schedule over so many steps from here on, to be stepped after each batch but the last. */
export function createSchedule(optimizer: AnyOptimizer, { lr, schedule }: Tuning, steps: number): LRScheduler | null {
  for (const group of optimizer.paramGroups) {
    group.lr = lr;
    group.initialLr = lr;
  }
  return schedules[schedule](optimizer, lr, Math.max(steps, 1));
}
