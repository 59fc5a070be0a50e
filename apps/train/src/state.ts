import type { GeneratorState, nn, Tensor } from "lumbre";
import { type ConfusionMatrix, RunningMetrics } from "./metrics.js";
import type { EpochResult } from "./report.js";

/** The epoch with the best test accuracy so far. */
export interface Best {
  readonly epoch: number;
  readonly accuracy: number;
  /** Copies of what the model's state dict had then; null where nobody will go back to them. */
  readonly weights: Map<string, Tensor> | null;
}

/** How far a run is. */
export class RunState {
  /** The epoch under way, from 1 on. */
  epoch = 1;
  /** Its batches that were trained on. */
  batches = 0;
  /** What came of them. */
  metrics = new RunningMetrics();
  /** The seconds that it took in processes before this one. */
  seconds = 0;
  history: EpochResult[] = [];
  best: Best | null = null;
  /** The confusions of the last epoch, or of the best one where the run goes back to it. */
  confusion: ConfusionMatrix | null = null;

  /** @param orderState The state, at the beginning of the epoch, of the generator that the order of the images is drawn from. */
  constructor(public orderState: GeneratorState) {}

  /** Ends the epoch under way. With `patience` the weights are remembered while they are the best. */
  finishEpoch(result: EpochResult, confusion: ConfusionMatrix, model: nn.Module, patience: number | undefined): void {
    const isBest = this.best === null || result.valAccuracy > this.best.accuracy;
    if (isBest) {
      const weights = patience === undefined ? null : copyState(model);
      this.best = { epoch: result.epoch, accuracy: result.valAccuracy, weights };
    }
    if (isBest || patience === undefined) this.confusion = confusion;
    this.history.push(result);
    this.epoch++;
    this.batches = 0;
    this.metrics = new RunningMetrics();
    this.seconds = 0;
  }

  /** True when all epochs are done, or so many of them brought nothing better. */
  isOver(epochs: number, patience: number | undefined): boolean {
    return this.epoch > epochs || this.hasLostPatience(patience);
  }

  hasLostPatience(patience: number | undefined): boolean {
    return this.best !== null && this.epoch - 1 - this.best.epoch >= (patience ?? Infinity);
  }
}

function copyState(model: nn.Module): Map<string, Tensor> {
  return new Map(Array.from(model.stateDict(), ([name, value]) => [name, value.detach().clone()] as const));
}
