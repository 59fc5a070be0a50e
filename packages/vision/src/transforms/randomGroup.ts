import { ArgumentError, type Generator, randperm, type Tensor, ValueError } from "@lumbre/tensor";
import { anything, aTensor, bind, defineSignature, nullable, numbers, optional, required } from "@lumbre/tensor/engine";
import { BaseTransform } from "./baseTransform.js";
import type { AnyTransform } from "./compose.js";
import { generatorParameter, probability, sourceOf } from "./draw.js";
import { eachAlone, type GeneratorOptions, requireBatch } from "./imageTransform.js";
import type { ProbabilityOptions } from "./randomFlip.js";
import { requireSteps, type Step } from "./step.js";

/** The transforms that were chosen, in their order, and what each of them drew. */
type Choice = readonly (readonly [step: number, drawn: unknown])[];

/** Does some of its transforms, in an order, both of which are random. */
abstract class RandomGroup extends BaseTransform<Tensor, Tensor> {
  readonly transforms: readonly AnyTransform[];
  protected readonly steps: readonly Step[];
  protected readonly generator: Generator;

  constructor(op: string, transforms: unknown, generator: Generator | null) {
    super();
    requireSteps(op, transforms);
    this.steps = [...transforms];
    this.transforms = this.steps;
    this.generator = sourceOf(generator);
    // What its transforms draw has to be known before any of them is done, and what they make has to have one shape.
    const isKnown = this.steps.every((step) => step.keepsShape === true && step.batch !== undefined);
    if (!isKnown) (this as { batch?: unknown }).batch = undefined;
  }

  /**
   * The indices of the transforms that are done.
   * @internal
   */
  protected abstract choose(): readonly number[];

  /** @internal */
  get takesImages(): boolean {
    return this.steps.every((step) => step.takesImages === true);
  }

  /** @internal */
  get keepsShape(): boolean {
    return this.steps.every((step) => step.keepsShape === true);
  }

  forward(x: Tensor): Tensor {
    [x] = bind(defineSignature(this.op, required("x", aTensor)), arguments);
    return this.choose().reduce((value, i) => this.steps[i](value as never) as Tensor, x);
  }

  /**
   * Transforms images that are stacked along a new first dimension, each with random numbers of its own.
   *
   * @param x Images [N, H, W] or [N, C, H, W].
   */
  batch(x: Tensor): Tensor {
    [x] = bind(defineSignature(this.op, required("x", aTensor)), arguments);
    requireBatch(this.op, x);
    const shape = x.shape.slice(1);
    return this.applyEach(
      x,
      Array.from({ length: x.shape[0] }, () => this.draw(shape)),
    );
  }

  /** @internal */
  outputShape(shape: readonly number[]): readonly number[] | null {
    return this.keepsShape ? shape : null;
  }

  /** @internal */
  draw(shape: readonly number[]): Choice {
    return this.choose().map((i) => [i, this.steps[i].draw?.(shape)] as const);
  }

  /** @internal */
  applyOne(x: Tensor, choice: Choice): Tensor {
    return choice.reduce((value, [i, drawn]) => {
      const step = this.steps[i];
      return (
        step.applyOne === undefined ? step(value as never) : step.applyOne(value as never, drawn as never)
      ) as Tensor;
    }, x);
  }

  /** @internal */
  applyEach(x: Tensor, choices: readonly Choice[]): Tensor {
    return eachAlone(x, (image, i) => this.applyOne(image, choices[i]));
  }
}

const list = required<readonly AnyTransform[]>("transforms", anything as never);
const applySignature = defineSignature("RandomApply", list, probability(), generatorParameter);
const orderSignature = defineSignature("RandomOrder", list, generatorParameter);
const choiceSignature = defineSignature(
  "RandomChoice",
  list,
  optional("p", nullable(numbers), null),
  generatorParameter,
);

/**
 * Does several transforms, one after the other, with a probability.
 *
 * @throws {ArgumentError} for what is no list of transforms.
 * @throws {ValueError} for a probability that is not between 0 and 1.
 * @example
 * const blur = new transforms.RandomApply([new transforms.GaussianBlur(3)], { p: 0.1 });
 * blur(zeros(3, 8, 8)).shape; // => [3, 8, 8]
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.RandomApply.html
 */
export class RandomApply extends RandomGroup {
  static override readonly name: string = "RandomApply";

  readonly p: number;

  /**
   * @param transforms The transforms, in their order.
   * @param p How probable they are, 0 to 1. Default 0.5.
   * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
   */
  constructor(transforms: readonly AnyTransform[], p?: number | ProbabilityOptions, options?: GeneratorOptions) {
    const [steps, probable, generator] = bind(applySignature, arguments);
    super("RandomApply", steps, generator);
    this.p = probable;
  }

  /** @internal */
  protected choose(): readonly number[] {
    return Math.fround(this.p) < this.generator.uniform24() ? [] : this.steps.map((_, i) => i);
  }
}

/**
 * Does several transforms in a random order. torchvision draws the order from Python's generator; here it is a
 * `randperm` of the generator.
 *
 * @throws {ArgumentError} for what is no list of transforms.
 * @example
 * const shuffled = new transforms.RandomOrder([new transforms.Pad(1), new transforms.RandomVerticalFlip(1)]);
 * shuffled(zeros(3, 4, 4)).shape; // => [3, 6, 6]
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.RandomOrder.html
 */
export class RandomOrder extends RandomGroup {
  static override readonly name: string = "RandomOrder";

  /**
   * @param transforms The transforms.
   * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
   */
  constructor(transforms: readonly AnyTransform[], options?: GeneratorOptions) {
    const [steps, generator] = bind(orderSignature, arguments);
    super("RandomOrder", steps, generator);
  }

  /** @internal */
  protected choose(): readonly number[] {
    return [...randperm(this.steps.length, { generator: this.generator }).readSync()];
  }
}

/** Options of {@link RandomChoice}. */
export interface RandomChoiceOptions extends GeneratorOptions {
  /** The weight of each transform, >= 0. Default: all are as probable. */
  readonly p?: readonly number[] | null;
}

/**
 * Does one of several transforms. torchvision draws it from Python's generator; here it is one `uniform53` of the
 * generator.
 *
 * @throws {ArgumentError} for what is no list of transforms.
 * @throws {ValueError} for weights that are not as many, negative, or all 0.
 * @example
 * const flip = new transforms.RandomChoice(
 *   [new transforms.RandomHorizontalFlip(1), new transforms.RandomVerticalFlip(1)],
 *   { p: [1, 0] },
 * );
 * flip(tensor([[1, 2]])); // => tensor([[2., 1.]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.RandomChoice.html
 */
export class RandomChoice extends RandomGroup {
  static override readonly name: string = "RandomChoice";

  readonly p: readonly number[] | null;

  /**
   * @param transforms The transforms.
   * @param p The weight of each, >= 0. Default: all are as probable.
   * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
   */
  constructor(
    transforms: readonly AnyTransform[],
    p?: readonly number[] | null | RandomChoiceOptions,
    options?: GeneratorOptions,
  ) {
    const [steps, weights, generator] = bind(choiceSignature, arguments);
    super("RandomChoice", steps, generator);
    if (this.steps.length === 0) throw new ArgumentError("RandomChoice: expected at least one transform");
    this.p = weights;
    if (weights === null) return;
    const isRight = weights.length === this.steps.length && weights.every((weight) => weight >= 0 && weight < Infinity);
    if (!isRight || !weights.some((weight) => weight > 0)) {
      throw new ValueError(
        `RandomChoice: p must be ${this.steps.length} weights >= 0, not all 0, got [${weights.join(", ")}]`,
      );
    }
  }

  /** @internal */
  protected choose(): readonly number[] {
    const weights = this.p ?? this.steps.map(() => 1);
    let rest = this.generator.uniform53() * weights.reduce((sum, weight) => sum + weight, 0);
    const chosen = weights.findIndex((weight) => {
      rest -= weight;
      return rest < 0;
    });
    return [chosen < 0 ? weights.findLastIndex((weight) => weight > 0) : chosen];
  }
}
