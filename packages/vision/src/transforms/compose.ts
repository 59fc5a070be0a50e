import { Tensor } from "@lumbre/tensor";
import { anything, bind, defineSignature, required } from "@lumbre/tensor/engine";
import { BaseTransform } from "./baseTransform.js";
import { requireChannelsLast } from "./functional/toTensor.js";
import { requireSteps, type Step } from "./step.js";
import { ToTensor } from "./toTensor.js";

/** A transform of any kind, or a function of an item. */
export type AnyTransform = (x: never) => unknown;

/** What the first of some transforms takes. */
export type InputOf<T extends readonly AnyTransform[]> = T extends readonly [infer First, ...unknown[]]
  ? First extends (x: infer In) => unknown
    ? In
    : never
  : // biome-ignore lint/suspicious/noExplicitAny: a list whose length is unknown says nothing of its first transform
    any;

/** What the last of some transforms makes. */
export type OutputOf<T extends readonly AnyTransform[]> = T extends readonly [...unknown[], infer Last]
  ? Last extends (x: never) => infer Out
    ? Out
    : never
  : T extends readonly []
    ? // biome-ignore lint/suspicious/noExplicitAny: without transforms an item stays what it is
      any
    : ReturnType<T[number]>;

const signature = defineSignature("Compose", required("transforms", anything));
const forwardSignature = defineSignature("Compose", required("x", anything));

/**
 * Several transforms, one after the other; of an empty list, the identity.
 *
 * Datasets give pictures with their channels last, [H, W, C]. {@link ToTensor} puts the channels first, where all other
 * transforms expect them; those that stand before it get each picture with its channels first all the same. It can do
 * batches at once when all of its transforms can; each item then gets the random numbers that it gets alone.
 *
 * @throws {ArgumentError} for what is no list of transforms.
 * @example
 * const transform = new transforms.Compose([new transforms.ToTensor(), new transforms.Normalize([0.5], [0.5])]);
 * transform(tensor([[0, 255]], { dtype: "uint8" })); // => tensor([[[-1.,  1.]]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.Compose.html
 */
export class Compose<const T extends readonly AnyTransform[]> extends BaseTransform<InputOf<T>, OutputOf<T>> {
  static override readonly name: string = "Compose";

  readonly transforms: T;
  /** @internal */
  readonly batch?: (x: InputOf<T>) => OutputOf<T>;
  /** @internal */
  readonly isPixelwise: boolean;
  private readonly steps: readonly Step[];
  /** How many steps stand before the first ToTensor: they get pictures. */
  private readonly pictureSteps: number;

  /** @param transforms The transforms, in their order; functions of an item are transforms too. */
  constructor(transforms: T) {
    super();
    bind(signature, arguments);
    requireSteps("Compose", transforms);
    this.transforms = transforms;
    this.steps = (transforms as readonly Step[]).flatMap((step) => (step instanceof Compose ? step.steps : [step]));
    this.pictureSteps = this.steps.findIndex((step) => step instanceof ToTensor);
    this.isPixelwise = this.steps.length > 0 && this.steps.every((step) => step.isPixelwise === true);
    if (canBatch(this.steps)) this.batch = (x) => this.transformBatch(x as Tensor) as OutputOf<T>;
  }

  /** True if all that it is made of takes images with channels first. @internal */
  get takesImages(): boolean {
    return this.steps.every((step) => step.takesImages === true);
  }

  /** True if the first step takes images with channels first, and no ToTensor says that pictures come. @internal */
  get startsWithImages(): boolean {
    return this.pictureSteps < 0 && this.steps[0]?.takesImages === true;
  }

  forward(x: InputOf<T>): OutputOf<T> {
    bind(forwardSignature, arguments);
    return this.run(x, 2, (step, value) => step(value as never)) as OutputOf<T>;
  }

  /** @internal */
  outputShape(shape: readonly number[]): readonly number[] | null {
    return this.shapes(shape)[this.steps.length];
  }

  private transformBatch(x: Tensor): unknown {
    const drawn = this.drawEach(x.shape[0], x.shape.slice(1));
    return this.run(x, 3, (step, value, i) =>
      drawn[i] === undefined ? step.batch?.(value as never) : step.applyEach?.(value as never, drawn[i] as never[]),
    );
  }

  /** Passes a value from step to step; rank is that of a picture without channels. */
  private run(x: unknown, rank: number, apply: (step: Step, value: unknown, i: number) => unknown): unknown {
    let value = x;
    for (const [i, step] of this.steps.entries()) {
      const hasChannelsLast = this.takesPicture(i) && value instanceof Tensor && value.ndim === rank + 1;
      if (hasChannelsLast) requireChannelsLast("Compose", value as Tensor, rank);
      if (!hasChannelsLast) value = apply(step, value, i);
      else value = (apply(step, (value as Tensor).movedim(-1, -3), i) as Tensor).movedim(-3, -1);
    }
    return value;
  }

  /** True for a transform of images that stands before the picture becomes a tensor with channels first. */
  private takesPicture(i: number): boolean {
    return i < this.pictureSteps && this.steps[i].takesImages === true;
  }

  /** The shapes of an item before each step and behind the last; null where nobody knows. */
  private shapes(shape: readonly number[]): (readonly number[] | null)[] {
    const shapes: (readonly number[] | null)[] = [shape];
    let last: readonly number[] | null = shape;
    for (const [i, step] of this.steps.entries()) {
      if (last !== null) {
        const isPicture: boolean = this.takesPicture(i) && last.length === 3;
        last = step.outputShape?.(isPicture ? [last[2], last[0], last[1]] : last) ?? null;
        if (isPicture && last !== null) last = [last[1], last[2], last[0]];
      }
      shapes.push(last);
    }
    return shapes;
  }

  /** What each random step draws for each item: all that the first item needs, then all for the second, as one by one. */
  private drawEach(count: number, shape: readonly number[]): (unknown[] | undefined)[] {
    const shapes = this.shapes(shape);
    const drawn = this.steps.map((step) => (step.draw === undefined ? undefined : ([] as unknown[])));
    for (let item = 0; item < count; item++) {
      for (const [i, step] of this.steps.entries()) {
        if (step.draw === undefined) continue;
        const before = shapes[i] ?? [];
        const isPicture = this.takesPicture(i) && before.length === 3;
        drawn[i]?.push(step.draw(isPicture ? [before[2], before[0], before[1]] : before));
      }
    }
    return drawn;
  }
}

/** True if each step does batches, and what the random ones draw by is known beforehand. */
function canBatch(steps: readonly Step[]): boolean {
  const last = steps.findLastIndex((step) => step.draw !== undefined);
  return steps.every((step, i) => step.batch !== undefined && (i >= last || step.outputShape !== undefined));
}
