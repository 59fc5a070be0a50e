import type { Tensor } from "@lumbre/tensor";
import { type CrossEntropyOptions, crossEntropy, type NllLossOptions, nllLoss } from "../functional/crossEntropy.js";
import {
  type BceOptions,
  type BceWithLogitsOptions,
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  type HuberOptions,
  huberLoss,
  type KlDivOptions,
  klDiv,
  l1Loss,
  mseLoss,
  type SmoothL1Options,
  smoothL1Loss,
} from "../functional/losses.js";
import type { ReductionOptions } from "../functional/reduction.js";
import { Module } from "../module.js";
import { Buffer } from "../parameter.js";

// The losses as modules. What they compute stands with the functions in functional/.

/** A weight as a buffer, so that it moves with the module; PyTorch saves it in the state dict, too. */
function weightBuffer(weight: Tensor | null | undefined): Buffer | null {
  return weight === undefined || weight === null ? null : new Buffer(weight);
}

/** A loss whose options hold numbers only. */
abstract class Loss<Options> extends Module {
  constructor(readonly options: Options = {} as Options) {
    super();
  }
}

/**
 * The cross entropy of a softmax over classes, from logits.
 *
 * Shapes: x [N, C], [N, C, d..] or [C]; target [N], [N, d..] or [] (classes, int32), or probabilities in x's shape.
 * @throws {IndexError} for a target that is no class.
 * @example
 * new nn.CrossEntropyLoss().forward(tensor([[1, 2, 3]]), tensor([2], { dtype: "int32" })); // => tensor(0.4076)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
 */
export class CrossEntropyLoss extends Loss<CrossEntropyOptions> {
  readonly weight: Buffer | null;

  constructor(options: CrossEntropyOptions = {}) {
    super(options);
    this.weight = weightBuffer(options.weight);
  }

  forward(x: Tensor, target: Tensor): Tensor {
    return crossEntropy(x, target, { ...this.options, weight: this.weight });
  }
}

/**
 * Minus the log-probability of each target class.
 * @throws {IndexError} for a target that is no class.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html
 */
export class NLLLoss extends Loss<NllLossOptions> {
  readonly weight: Buffer | null;

  constructor(options: NllLossOptions = {}) {
    super(options);
    this.weight = weightBuffer(options.weight);
  }

  forward(x: Tensor, target: Tensor): Tensor {
    return nllLoss(x, target, { ...this.options, weight: this.weight });
  }
}

/**
 * The squared error.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.MSELoss.html
 */
export class MSELoss extends Loss<ReductionOptions> {
  forward(x: Tensor, target: Tensor): Tensor {
    return mseLoss(x, target, this.options);
  }
}

/**
 * The absolute error.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.L1Loss.html
 */
export class L1Loss extends Loss<ReductionOptions> {
  forward(x: Tensor, target: Tensor): Tensor {
    return l1Loss(x, target, this.options);
  }
}

/**
 * The squared error close to 0 and the absolute one further off.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html
 */
export class SmoothL1Loss extends Loss<SmoothL1Options> {
  forward(x: Tensor, target: Tensor): Tensor {
    return smoothL1Loss(x, target, this.options);
  }
}

/**
 * Half the squared error close to 0, a line further off.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html
 */
export class HuberLoss extends Loss<HuberOptions> {
  forward(x: Tensor, target: Tensor): Tensor {
    return huberLoss(x, target, this.options);
  }
}

/**
 * The cross entropy of probabilities.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.BCELoss.html
 */
export class BCELoss extends Loss<BceOptions> {
  readonly weight: Buffer | null;

  constructor(options: BceOptions = {}) {
    super(options);
    this.weight = weightBuffer(options.weight);
  }

  forward(x: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropy(x, target, { ...this.options, weight: this.weight });
  }
}

/**
 * The cross entropy of a sigmoid, from logits.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html
 */
export class BCEWithLogitsLoss extends Loss<BceWithLogitsOptions> {
  readonly weight: Buffer | null;
  readonly posWeight: Buffer | null;

  constructor(options: BceWithLogitsOptions = {}) {
    super(options);
    this.weight = weightBuffer(options.weight);
    this.posWeight = weightBuffer(options.posWeight);
  }

  forward(x: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropyWithLogits(x, target, { ...this.options, weight: this.weight, posWeight: this.posWeight });
  }
}

/**
 * The Kullback-Leibler divergence of log-probabilities from probabilities.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html
 */
export class KLDivLoss extends Loss<KlDivOptions> {
  forward(x: Tensor, target: Tensor): Tensor {
    return klDiv(x, target, this.options);
  }
}
