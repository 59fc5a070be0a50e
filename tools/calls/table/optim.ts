import * as optim from "@lumbre/optim";
import type { Tensor } from "@lumbre/tensor";
import { each, floats, optimizer, scheduler, type Table, trained, value } from "./values.js";

const names = "Adadelta Adagrad Adam AdamW Adamax NAdam RAdam RMSprop SGD";
const schedulers =
  "ConstantLR CosineAnnealingLR ExponentialLR LambdaLR LinearLR MultiStepLR MultiplicativeLR OneCycleLR PolynomialLR " +
  "StepLR LRScheduler";
const within = (list: string): string => list.replace(/\w+/g, "optim.$&");
const plateau = (): optim.ReduceLROnPlateau => new optim.ReduceLROnPlateau(optimizer());
const sequence = (): optim.SequentialLR => {
  const shared = optimizer();
  return new optim.SequentialLR(shared, [new optim.ConstantLR(shared), new optim.ExponentialLR(shared, 0.5)], [2]);
};
const chained = (): optim.ChainedScheduler => new optim.ChainedScheduler([scheduler()]);
// Schedulers of one optimizer have to share it, wherever they stand among the arguments.
let shared = optimizer();

/** Optimizers, schedulers and clipping of `@lumbre/optim`. */
export const optimTable: Table = {
  ...Object.fromEntries(
    names.split(" ").map((name) => [
      `optim.${name}`,
      {
        params: trained,
        ...(/^(Ada.*|NAdam|RAdam)$/.test(name) && !/delta|grad/.test(name) ? { betas: value([0.5, 0.75]) } : {}),
        ...(name === "SGD" ? { dampening: value(0), momentum: value(0.5) } : {}),
      },
    ]),
  ),
  "optim.Optimizer": {
    params: trained,
    defaults: value({ lr: 0.5, maximize: false }),
    signature: value(null),
    subclass: () =>
      class Plain extends optim.Optimizer {
        protected validate(): void {}
        protected createState(): Record<string, Tensor> {
          return {};
        }
        protected update(): void {}
      },
  },
  "Optimizer.addParamGroup": { group: () => ({ params: [floats(2)().requiresGrad_()], lr: 0.5 }) },
  "Optimizer.loadStateDict": { this: optimizer, stateDict: () => optimizer().stateDict() },
  ...each(within(schedulers), { optimizer, lastEpoch: value(-1) }),
  "optim.LRScheduler": {
    optimizer,
    lastEpoch: value(-1),
    settings: value({ factor: 2 }),
    subclass: () =>
      class Same extends optim.LRScheduler {
        protected nextLr(): number[] {
          return this.optimizer.paramGroups.map(({ lr }) => lr);
        }
      },
  },
  "optim.OneCycleLR": {
    optimizer,
    lastEpoch: value(-1),
    totalSteps: value(4),
    pctStart: value(0.5),
    maxMomentum: value(0.9),
    baseMomentum: value(0.5),
  },
  "optim.ReduceLROnPlateau": { optimizer, factor: value(0.5) },
  "optim.SequentialLR": {
    optimizer: () => {
      shared = optimizer();
      return shared;
    },
    schedulers: () => [new optim.ConstantLR(shared), new optim.ExponentialLR(shared, 0.5)],
    milestones: value([2]),
  },
  "optim.ChainedScheduler": { schedulers: () => [scheduler()] },
  "Optimizer.step": { closure: ({ types }) => (types.includes("null") ? null : () => 1) },
  "ReduceLROnPlateau.step": { metrics: value(1) },
  "LRScheduler.loadStateDict": { this: scheduler, stateDict: () => scheduler().stateDict() },
  "ReduceLROnPlateau.loadStateDict": { this: plateau, stateDict: () => plateau().stateDict() },
  "ChainedScheduler.loadStateDict": { this: chained, stateDict: () => chained().stateDict() },
  "SequentialLR.loadStateDict": { this: sequence, stateDict: () => sequence().stateDict() },
};
