import { type nn, optim } from "lumbre";
import type { TrainOptions } from "./options.js";

type Parameters = ReturnType<nn.Module["parameters"]>;

/** An optimizer, and the learning rate that it has when none is given. */
interface OptimizerSpec {
  readonly lr: number;
  create(parameters: Parameters, options: { readonly lr: number; readonly weightDecay: number }): optim.Optimizer;
}

/** The optimizers by the name that they have on the command line. */
export const optimizers = {
  adam: { lr: 1e-3, create: (parameters, options) => new optim.Adam(parameters, options) },
  adamw: { lr: 1e-3, create: (parameters, options) => new optim.AdamW(parameters, options) },
  sgd: {
    lr: 0.1,
    create: (parameters, options) => new optim.SGD(parameters, { ...options, momentum: 0.9, nesterov: true }),
  },
} satisfies Readonly<Record<string, OptimizerSpec>>;

/** What `--optimizer` takes. */
export type OptimizerName = keyof typeof optimizers;

/** The options that the optimizer and the schedule depend on. */
export type OptimizationOptions = Pick<
  TrainOptions,
  "optimizer" | "lr" | "weightDecay" | "schedule" | "warmup" | "epochs"
>;

/** The optimizer that the command line asks for. */
export function createOptimizer(
  parameters: Parameters,
  { optimizer, lr, weightDecay }: OptimizationOptions,
): optim.Optimizer {
  return (optimizers[optimizer] as OptimizerSpec).create(parameters, { lr, weightDecay });
}

/** The lengths of a run's parts, in steps. */
interface Lengths {
  readonly total: number;
  readonly warmup: number | null;
}

/** A schedule that is stepped after each batch. */
export type Schedule = optim.LRScheduler | optim.SequentialLR;

type CreateSchedule = (optimizer: optim.Optimizer, lr: number, lengths: Lengths) => Schedule | null;

/** The schedules by the name that they have on the command line. */
export const schedules = {
  none: (optimizer, _, lengths) =>
    lengths.warmup ? withWarmup(optimizer, lengths.warmup, new optim.ConstantLR(optimizer, 1, 1)) : null,
  onecycle: (optimizer, lr, { total, warmup }) =>
    new optim.OneCycleLR(optimizer, lr, { totalSteps: total, pctStart: warmup === null ? 0.3 : warmup / total }),
  cosine: (optimizer, _, { total, warmup }) =>
    withWarmup(optimizer, warmup ?? 0, new optim.CosineAnnealingLR(optimizer, total - (warmup ?? 0))),
  step: (optimizer, _, { total, warmup }) =>
    withWarmup(optimizer, warmup ?? 0, new optim.StepLR(optimizer, Math.ceil((total - (warmup ?? 0)) / 3))),
} satisfies Readonly<Record<string, CreateSchedule>>;

/** What `--schedule` takes. */
export type ScheduleName = keyof typeof schedules;

/** A schedule before which the rate rises from a hundredth. */
function withWarmup(optimizer: optim.Optimizer, steps: number, schedule: optim.LRScheduler): Schedule {
  if (steps === 0) return schedule;
  const rise = new optim.LinearLR(optimizer, { startFactor: 0.01, totalIters: steps });
  return new optim.SequentialLR(optimizer, [rise, schedule], [steps]);
}

/** The schedule that the command line asks for; null where the rate stays as it is. */
export function createSchedule(
  optimizer: optim.Optimizer,
  { schedule, warmup, epochs, lr }: OptimizationOptions,
  stepsPerEpoch: number,
): Schedule | null {
  return (schedules[schedule] as CreateSchedule)(optimizer, lr, {
    total: epochs * stepsPerEpoch,
    warmup: warmup === undefined ? null : Math.floor(warmup * stepsPerEpoch),
  });
}
