import { type Generator, type Tensor, type TypedArray, ValueError } from "@lumbre/tensor";
import {
  aBoolean,
  bind,
  defineSignature,
  nullable,
  optional,
  required,
  requireFits,
  sizes,
} from "@lumbre/tensor/engine";
import { generatorParameter, sourceOf } from "./draw.js";
import { cropImages } from "./functional/crop.js";
import { computeImage, heightAndWidth, imageSize } from "./functional/image.js";
import {
  type Padding,
  type PaddingMode,
  type PadOptions,
  padImages,
  padParameters,
  readPadding,
  type Sides,
  sourceIndices,
} from "./functional/pad.js";
import { type GeneratorOptions, RandomTransform } from "./imageTransform.js";

/** Options of {@link RandomCrop}. */
export interface RandomCropOptions extends PadOptions, GeneratorOptions {
  /** Pixels added before: a number for all sides, [horizontal, vertical], or [left, top, right, bottom]. Default: none. */
  readonly padding?: Padding | null;
  /** True to pad images that are smaller than the crop. Default false. */
  readonly padIfNeeded?: boolean;
}

const signature = defineSignature(
  "RandomCrop",
  required("size", sizes),
  optional("padding", nullable(sizes), null),
  optional("padIfNeeded", aBoolean, false),
  ...padParameters,
  generatorParameter,
);

/** The upper left corner of a crop. */
type Corner = readonly [top: number, left: number];

/**
 * Cuts a rectangle out of images, at random.
 *
 * Shapes: [..., H, W] -> [..., height, width]. The same seed gives torchvision's crops.
 *
 * @throws {ValueError} for a size below 1, and images that are smaller than it.
 * @example
 * manualSeed(0);
 * const crop = new transforms.RandomCrop([1, 2], { padding: [1, 0] });
 * crop(tensor([[1, 2, 3, 4]])); // => tensor([[4., 0.]])
 * crop(tensor([[1, 2, 3, 4]])); // => tensor([[0., 1.]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.RandomCrop.html
 */
export class RandomCrop extends RandomTransform<Corner> {
  static override readonly name: string = "RandomCrop";

  readonly size: readonly [height: number, width: number];
  readonly padIfNeeded: boolean;
  readonly fill: number;
  readonly paddingMode: PaddingMode;
  private readonly padding: Sides | null;
  private readonly generator: Generator;

  /**
   * @param size [height, width] of the result in pixels, or one number for both.
   * @param padding Pixels added before: a number for all sides, [horizontal, vertical], or [left, top, right, bottom].
   *   Default: none.
   * @param padIfNeeded True to pad images that are smaller than the crop. Default false.
   * @param fill The value of what is added, in the mode "constant". Default 0.
   * @param paddingMode "constant", "edge" (the outermost pixel), "reflect" (mirrored, without the edge) or "symmetric"
   *   (mirrored, with it). Default "constant".
   * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
   */
  constructor(
    size: number | readonly number[],
    padding?: Padding | null | RandomCropOptions,
    padIfNeeded?: boolean | Omit<RandomCropOptions, "padding">,
    fill?: number | Omit<RandomCropOptions, "padding" | "padIfNeeded">,
    paddingMode?: PaddingMode | Pick<RandomCropOptions, "paddingMode" | "generator">,
    options?: GeneratorOptions,
  ) {
    super();
    const [given, added, pads, value, mode, generator] = bind(signature, arguments);
    this.size = heightAndWidth("RandomCrop", given);
    this.padding = added === null ? null : readPadding("RandomCrop", added);
    this.padIfNeeded = pads;
    this.fill = value;
    this.paddingMode = mode;
    this.generator = sourceOf(generator);
  }

  /** @internal */
  override get keepsShape(): boolean {
    return false;
  }

  /** @internal */
  override outputShape(shape: readonly number[]): readonly number[] {
    return [...shape.slice(0, -2), ...this.size];
  }

  /** @internal */
  draw(shape: readonly number[]): Corner {
    const [height, width] = this.paddings(shape).reduce(
      ([h, w], { left, top, right, bottom }) => [h + top + bottom, w + left + right],
      shape.slice(-2),
    );
    const [toHeight, toWidth] = this.size;
    if (height < toHeight || width < toWidth) {
      throw new ValueError(
        `RandomCrop: required crop size [${this.size.join(", ")}] is larger than input image size [${height}, ${width}]; ` +
          "write { padIfNeeded: true }, or a smaller size",
      );
    }
    // As in torchvision, where there is nothing to choose nothing is drawn.
    if (height === toHeight && width === toWidth) return [0, 0];
    const top = this.generator.below(height - toHeight + 1);
    return [top, this.generator.below(width - toWidth + 1)];
  }

  /** @internal */
  applyOne(x: Tensor, [top, left]: Corner): Tensor {
    const padded = this.paddings(x.shape).reduce(
      (image, sides) => padImages("RandomCrop", image, sides, this.fill, this.paddingMode),
      x,
    );
    return cropImages(padded, top, left, ...this.size);
  }

  /**
   * Pads and crops a whole batch in one pass over the result.
   * @internal
   */
  override applyEach(x: Tensor, drawn: readonly Corner[]): Tensor {
    if (x.requiresGrad) return super.applyEach(x, drawn);
    const { height, width } = imageSize(x);
    const [toHeight, toWidth] = this.size;
    const all = this.sources(x.shape);
    if (all.rows.includes(-1) || all.columns.includes(-1)) requireFits("RandomCrop", x.dtype, this.fill);
    const shape = [...x.shape.slice(0, -2), ...this.size];
    return computeImage("RandomCrop", x, shape, x.dtype, (input, output) => {
      const planes = input.length / (drawn.length * height * width);
      for (const [i, [top, left]] of drawn.entries()) {
        const rows = all.rows.subarray(top, top + toHeight);
        const columns = all.columns.subarray(left, left + toWidth);
        for (let plane = i * planes; plane < (i + 1) * planes; plane++) {
          const at = plane * toHeight * toWidth;
          cropPlane(input, plane * height * width, width, output, at, rows, columns, this.fill);
        }
      }
    });
  }

  /** What is added to an image, one after the other, as torchvision does. */
  private paddings(shape: readonly number[]): Sides[] {
    const [height, width] = shape.slice(-2);
    const all = this.padding === null ? [] : [this.padding];
    if (!this.padIfNeeded) return all;
    const padded = all[0] ?? { left: 0, top: 0, right: 0, bottom: 0 };
    const across = Math.max(this.size[1] - (width + padded.left + padded.right), 0);
    const down = Math.max(this.size[0] - (height + padded.top + padded.bottom), 0);
    if (across > 0) all.push({ left: across, top: 0, right: across, bottom: 0 });
    if (down > 0) all.push({ left: 0, top: down, right: 0, bottom: down });
    return all;
  }

  /** For each row and column of the padded image that of the image itself, or -1. */
  private sources(shape: readonly number[]): { readonly rows: Int32Array; readonly columns: Int32Array } {
    let [height, width] = shape.slice(-2);
    let rows = Int32Array.from({ length: height }, (_, i) => i);
    let columns = Int32Array.from({ length: width }, (_, i) => i);
    for (const { left, top, right, bottom } of this.paddings(shape)) {
      const through = (known: Int32Array) => (i: number) => (i < 0 ? -1 : known[i]);
      rows = sourceIndices("RandomCrop", { shape }, this.paddingMode, height, top, bottom).map(through(rows));
      columns = sourceIndices("RandomCrop", { shape }, this.paddingMode, width, left, right).map(through(columns));
      [height, width] = [rows.length, columns.length];
    }
    return { rows, columns };
  }
}

function cropPlane(
  input: TypedArray,
  start: number,
  width: number,
  output: TypedArray,
  at: number,
  rows: Int32Array,
  columns: Int32Array,
  fill: number,
): void {
  const count = columns.length;
  for (let y = 0; y < rows.length; y++) {
    const first = at + y * count;
    if (rows[y] < 0) {
      output.fill(fill, first, first + count);
      continue;
    }
    const row = start + rows[y] * width;
    for (let x = 0; x < count; x++) output[first + x] = columns[x] < 0 ? fill : input[row + columns[x]];
  }
}
