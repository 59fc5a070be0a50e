import { type Generator, ShapeError, stack, type Tensor } from "@lumbre/tensor";
import { aTensor, bind, callAs, defineSignature, formatShape, required } from "@lumbre/tensor/engine";
import { BaseTransform } from "./baseTransform.js";
import { requireImage } from "./functional/image.js";

/** The options that all random transforms share. */
export interface GeneratorOptions {
  /** What is drawn from. Default: the generator that `manualSeed` starts. */
  readonly generator?: Generator | null;
}

/** A transform of images [..., H, W] or [..., C, H, W], those of a leading dimension alike. */
export abstract class ImageTransform extends BaseTransform<Tensor, Tensor> {
  /**
   * True: what it transforms has its channels first.
   * @internal
   */
  get takesImages(): boolean {
    return true;
  }

  /**
   * True if images keep their shape.
   * @internal
   */
  get keepsShape(): boolean {
    return true;
  }

  forward(x: Tensor): Tensor {
    [x] = bind(defineSignature(this.op, required("x", aTensor)), arguments);
    requireImage(this.op, x);
    return callAs(this.op, () => this.transform(x));
  }

  /**
   * Transforms images that are stacked along a new first dimension, each with random numbers of its own.
   *
   * @param x Images [N, H, W] or [N, C, H, W].
   */
  batch(x: Tensor): Tensor {
    [x] = bind(defineSignature(this.op, required("x", aTensor)), arguments);
    requireBatch(this.op, x);
    return callAs(this.op, () => this.transformBatch(x));
  }

  /** @internal */
  protected transformBatch(x: Tensor): Tensor {
    return withChannels(x, (images) => this.transform(images));
  }

  /**
   * The shape of what it makes of an item of a shape.
   * @internal
   */
  outputShape(shape: readonly number[]): readonly number[] | null {
    return shape;
  }

  /** @internal */
  protected abstract transform(x: Tensor): Tensor;
}

/** A transform that draws random numbers, and then does what they say. */
export abstract class RandomTransform<Drawn> extends ImageTransform {
  /**
   * Draws what is random, for one item of a shape.
   * @internal
   */
  abstract draw(shape: readonly number[]): Drawn;

  /**
   * Does to images what was drawn.
   * @internal
   */
  abstract applyOne(x: Tensor, drawn: Drawn): Tensor;

  /** @internal */
  protected override transform(x: Tensor): Tensor {
    return this.applyOne(x, this.draw(x.shape));
  }

  /** @internal */
  protected override transformBatch(x: Tensor): Tensor {
    const shape = x.shape.slice(1);
    return this.applyEach(
      x,
      Array.from({ length: x.shape[0] }, () => this.draw(shape)),
    );
  }

  /**
   * Does to each item of a batch what was drawn for it.
   * @internal
   */
  applyEach(x: Tensor, drawn: readonly Drawn[]): Tensor {
    return eachAlone(x, (image, i) => this.applyOne(image, drawn[i]));
  }
}

/** Applies a function to each image of a batch. */
export function eachAlone(x: Tensor, transform: (image: Tensor, i: number) => Tensor): Tensor {
  return x.shape[0] === 0 ? x : stack(x.unbind(0).map(transform));
}

/** Throws unless a tensor may hold several images. */
export function requireBatch(op: string, x: Tensor): void {
  if (x.ndim < 3) {
    throw new ShapeError(`${op}: expected a batch of images [N, H, W] or [N, C, H, W], got ${formatShape(x.shape)}`);
  }
  // Three dimensions are images without channels, of which those of the first are no channels.
  requireImage(op, x.ndim === 3 ? x.unsqueeze(1) : x);
}

/** Applies a function of images [N, C, H, W] to such ones, and to images without channels. */
export function withChannels(x: Tensor, transform: (images: Tensor) => Tensor): Tensor {
  return x.ndim === 3 ? transform(x.unsqueeze(1)).squeeze(1) : transform(x);
}
