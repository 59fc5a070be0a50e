import { type MaxPool2dOptions, maxPool2d, type Pair, type Tensor } from "@lumbre/tensor";
import {
  aBoolean,
  aTensor,
  bind,
  callAs,
  defineSignature,
  nullable,
  optional,
  required,
  sizes,
} from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { MaxPool } from "./maxPool.js";

/** Options of {@link minPool2d}. */
export interface MinPool2dOptions extends Omit<MaxPool2dOptions, "padding" | "returnIndices"> {
  /** Infinities on each side, at most half of what the kernel spans. Default 0. */
  readonly padding?: Pair;
}

const signature = defineSignature(
  "minPool2d",
  required("x", aTensor),
  required("kernelSize", sizes),
  optional("stride", nullable(sizes), null),
  optional("padding", sizes, 0),
  optional("dilation", sizes, 1),
  optional("ceilMode", aBoolean, false),
);

/**
 * The smallest element of each window, `-maxPool2d(-x)`: thin dark lines grow, bright ones vanish. PyTorch has no such
 * function; its arguments are those of `maxPool2d`.
 *
 * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, H', W'],
 *   H' = floor((H + 2*padding - dilation*(kH - 1) - 1) / stride) + 1, rounded up instead in ceil mode.
 *
 * @param x Input, float32 or float64.
 * @param kernelSize Size of the window, >= 1; one number, or [height, width].
 * @param stride Step of the window, >= 1; null: the kernel size. Default null.
 * @param padding Infinities on each side, at most half of what the kernel spans. Default 0.
 * @param dilation Step between the elements of a window, >= 1. Default 1.
 * @param ceilMode Let a last window stick out at the end, if it starts inside. Default false.
 * @throws {ShapeError} when the kernel is larger than the padded input.
 * @throws {DTypeError} for an integer or bool tensor.
 * @throws {ValueError} for an option out of range.
 * @example
 * functional.minPool2d(tensor([[[1, 5, 2, 0], [3, 4, 8, 7]]]), 2); // => tensor([[[1., 0.]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.max_pool2d.html
 */
export function minPool2d(
  x: Tensor,
  kernelSize: Pair | (MinPool2dOptions & { readonly kernelSize: Pair }),
  stride?: Pair | null | MinPool2dOptions,
  padding?: Pair | Omit<MinPool2dOptions, "stride">,
  dilation?: Pair | Pick<MinPool2dOptions, "dilation" | "ceilMode">,
  ceilMode?: boolean | Pick<MinPool2dOptions, "ceilMode">,
): Tensor;
export function minPool2d(): Tensor {
  const [x, kernelSize, stride, padding, dilation, ceilMode] = bind(signature, arguments);
  const options = { stride, padding, dilation, ceilMode } as MinPool2dOptions;
  return callAs("minPool2d", () => maxPool2d(x.neg(), kernelSize as Pair, options).neg());
}

/**
 * The minimum of each window of an image.
 *
 * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, H', W'].
 * With `returnIndices` forward gives `{ values, indices }`.
 * @example
 * new nn.MinPool2d(2)(tensor([[[1, 5, 2, 0], [3, 4, 8, 7]]])); // => tensor([[[1., 0.]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
 */
export class MinPool2d extends MaxPool<Pair> {
  static override readonly name: string = "MinPool2d";

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    const { kernelSize, options } = this;
    if (!this.returnIndices) return minPool2d(x, kernelSize, options);
    const { values, indices } = callAs("minPool2d", () =>
      maxPool2d(x.neg(), kernelSize, { ...options, returnIndices: true }),
    );
    // The type says what nearly every program wants, as the module's Output has to be one.
    return { values: values.neg(), indices } as unknown as Tensor;
  }
}
