import { Conv2d, ConvTranspose2d, init, MaxPool2d, Module, ModuleList, ReLU, Sequential } from "@lumbre/nn";
import { cat, ShapeError, type Tensor } from "@lumbre/tensor";
import { anIntegerFrom, bind, defineKind, defineSignature, formatShape, named } from "@lumbre/tensor/engine";
import { imagesSignature } from "./arguments.js";

/** Options of {@link unet}. */
export interface UNetOptions {
  /** Channels of the images, >= 1. Default 1. */
  readonly inChannels?: number;
  /** How many classes it gives each pixel scores for, >= 1. Default 2. */
  readonly numClasses?: number;
  /** Padding of the convolutions: 0, as in the paper, where the scores are of the image's middle, or 1, which keeps its size. Default 0. */
  readonly padding?: 0 | 1;
  /** Channels of the first blocks, >= 1; each halving of the size doubles them. Default 64. */
  readonly baseChannels?: number;
  /** How often the size is halved, >= 1. Default 4. */
  readonly depth?: number;
}

const count = anIntegerFrom(1);
const signature = defineSignature(
  "unet",
  named("inChannels", count, 1),
  named("numClasses", count, 2),
  named(
    "padding",
    defineKind<0 | 1>("0 or 1", (value) => value === 0 || value === 1),
    0,
  ),
  named("baseChannels", count, 64),
  named("depth", count, 4),
);
const images = imagesSignature("UNet");

const twoConvolutions = (inChannels: number, outChannels: number, padding: number): Sequential =>
  new Sequential(
    new Conv2d(inChannels, outChannels, 3, { padding }),
    new ReLU(),
    new Conv2d(outChannels, outChannels, 3, { padding }),
    new ReLU(),
  );

class PaperUNet extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "UNet";

  down: ModuleList;
  pool: MaxPool2d;
  bottom: Sequential;
  up: ModuleList;
  merge: ModuleList;
  head: Conv2d;
  private readonly padding: number;

  constructor(inChannels: number, numClasses: number, padding: number, baseChannels: number, depth: number) {
    super();
    const channels = Array.from({ length: depth + 1 }, (_, i) => baseChannels * 2 ** i);
    const upwards = channels.slice(0, depth).reverse();
    this.padding = padding;
    this.down = new ModuleList(
      upwards.map((_, i) => twoConvolutions(i === 0 ? inChannels : channels[i - 1], channels[i], padding)),
    );
    this.pool = new MaxPool2d(2);
    this.bottom = twoConvolutions(channels[depth - 1], channels[depth], padding);
    this.up = new ModuleList(upwards.map((c) => new ConvTranspose2d(2 * c, c, 2, { stride: 2 })));
    this.merge = new ModuleList(upwards.map((c) => twoConvolutions(2 * c, c, padding)));
    this.head = new Conv2d(baseChannels, numClasses, 1);
    for (const module of this.modules()) {
      if (!(module instanceof Conv2d || module instanceof ConvTranspose2d)) continue;
      init.kaimingNormal_(module.weight, { nonlinearity: "relu" });
      if (module.bias) init.zeros_(module.bias);
    }
  }

  forward(x: Tensor): Tensor {
    [x] = bind(images, arguments);
    this.requireSize(x);
    const skipped: Tensor[] = [];
    for (const block of this.down) {
      x = block(x);
      skipped.push(x);
      x = this.pool(x);
    }
    x = this.bottom(x);
    for (let i = 0; i < this.up.length; i++) {
      x = this.up[i](x);
      x = this.merge[i](cat([middle(skipped[skipped.length - 1 - i], x), x], 1));
    }
    return this.head(x);
  }

  /** Sizes must be even wherever they are halved, and large enough for a pixel to be left. */
  private requireSize(x: Tensor): void {
    if (x.ndim !== 4) throw new ShapeError(`UNet: expected images of shape [N, C, H, W], got ${formatShape(x.shape)}`);
    const step = 2 ** this.down.length;
    const [least, offset] = this.padding === 1 ? [step, 0] : [12 * step - 4, 4];
    const wrong = x.shape.slice(2).find((size) => size < least || (size + offset) % step !== 0);
    if (wrong === undefined) return;
    const below = Math.max(least, Math.floor((wrong + offset) / step) * step - offset);
    throw new ShapeError(
      `UNet: height and width must be ${least} or a multiple of ${step} more, got ${formatShape(x.shape)}; the sizes ` +
        `nearest to ${wrong} are ${below} and ${below + step}`,
    );
  }
}

/** The middle of x, of the height and width of `like`. */
function middle(x: Tensor, like: Tensor): Tensor {
  const [height, width] = like.shape.slice(2);
  const [h, w] = x.shape.slice(2);
  return x.narrow(2, Math.floor((h - height) / 2), height).narrow(3, Math.floor((w - width) / 2), width);
}

/**
 * U-Net, which gives each pixel of an image scores for some classes: a path down that halves the size and doubles the
 * channels, and one up, which at each size sees what the path down saw. It is the paper's, 31.0 million parameters, and has
 * no counterpart in torchvision.
 *
 * Shapes: x [N, inChannels, H, W] -> [N, numClasses, H', W'] with `H' = H - (12 * 2^depth - 8)`, the image's middle, without
 * padding, where H + 4 is a multiple of `2^depth` and H >= `12 * 2^depth - 4`; with padding 1, H' = H, a multiple of
 * `2^depth`.
 *
 * @param options.inChannels Channels of the images, >= 1. Default 1.
 * @param options.numClasses How many classes it gives each pixel scores for, >= 1. Default 2.
 * @param options.padding Padding of the convolutions: 0, as in the paper, or 1, which keeps the image's size. Default 0.
 * @param options.baseChannels Channels of the first blocks, >= 1. Default 64.
 * @param options.depth How often the size is halved, >= 1. Default 4.
 * @throws {ShapeError} in the forward pass, for images of other sizes.
 * @example
 * const network = models.unet({ padding: 1, baseChannels: 4, depth: 2 });
 * network(zeros(1, 1, 32, 48)).shape; // => [1, 2, 32, 48]
 * models.unet({ baseChannels: 4, depth: 2 })(zeros(1, 1, 60, 60)).shape; // => [1, 2, 20, 20]
 * @see https://arxiv.org/abs/1505.04597 Ronneberger et al.
 */
export function unet(options?: UNetOptions): UNet {
  const [inChannels, numClasses, padding, baseChannels, depth] = bind(signature, arguments);
  return new PaperUNet(inChannels, numClasses, padding, baseChannels, depth);
}

/** What {@link unet} makes. */
export type UNet = PaperUNet;
