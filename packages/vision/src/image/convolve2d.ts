import { conv2d, flip, promoteTypes, type Tensor, ValueError } from "@lumbre/tensor";
import {
  aFiniteNumber,
  aTensor,
  bind,
  defineSignature,
  formatShape,
  oneOf,
  optional,
  required,
} from "@lumbre/tensor/engine";
import { requireMatrix, toFloat } from "./convert.js";
import { extend } from "./extend.js";

/** Options of {@link convolve2d}. */
export interface Convolve2dOptions {
  /** Which part of the result: "full", all of it; "same", as large as `in1`; "valid", where nothing outside is used. Default "full". */
  readonly mode?: "full" | "same" | "valid";
  /** What lies outside of `in1`: "fill", a value; "wrap", its other end; "symm", its mirror image. Default "fill". */
  readonly boundary?: "fill" | "wrap" | "symm";
  /** The value outside for "fill". Default 0. */
  readonly fillvalue?: number;
}

const signature = defineSignature(
  "convolve2d",
  required("in1", aTensor),
  required("in2", aTensor),
  optional("mode", oneOf("full", "same", "valid"), "full"),
  optional("boundary", oneOf("fill", "wrap", "symm"), "fill"),
  optional("fillvalue", aFiniteNumber, 0),
);

/**
 * Convolves an image with a kernel, as scipy does: `out[y, x] = sum over i, j of in2[i, j] in1[y - i, x - j]`. The kernel
 * is turned by half a turn, which `conv2d` and the layers of networks leave out.
 *
 * Shapes: [H, W] and [K, L]; out [H + K - 1, W + L - 1] for "full", [H, W] for "same", [H - K + 1, W - L + 1] for
 * "valid". Integers become float32. Gradients go to both.
 *
 * @param in1 The image.
 * @param in2 The kernel.
 * @param mode Which part of the result: "full", "same" (as large as `in1`) or "valid" (where nothing outside is used).
 *   Default "full".
 * @param boundary What lies outside of `in1`: "fill", a value; "wrap", its other end; "symm", its mirror image. Default
 *   "fill".
 * @param fillvalue The value outside for "fill". Default 0.
 * @throws {ShapeError} for tensors that are not [H, W].
 * @throws {ValueError} for "valid" when neither is as large as the other in both dimensions.
 * @example
 * const image = tensor([[0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 1, 1]]);
 * convolve2d(image, tensor([[1, -1]]), { mode: "valid" }); // => tensor([[0., 1., 0.],
 * //         [0., 1., 0.],
 * //         [0., 1., 0.]])
 * convolve2d(image, edgeKernels.vertical, { mode: "same", boundary: "symm" }).at(1); // => tensor([0., 3., 3., 0.])
 * @see https://docs.scipy.org/doc/scipy/reference/generated/scipy.signal.convolve2d.html
 */
export function convolve2d(
  in1: Tensor,
  in2: Tensor,
  mode?: "full" | "same" | "valid" | Convolve2dOptions,
  boundary?: "fill" | "wrap" | "symm" | Omit<Convolve2dOptions, "mode">,
  fillvalue?: number | Pick<Convolve2dOptions, "fillvalue">,
): Tensor {
  const [image, kernel, part, outside, value] = bind(signature, arguments);
  requireMatrix(signature.op, "in1", image);
  requireMatrix(signature.op, "in2", kernel);
  const dtype = promoteTypes(toFloat(image).dtype, toFloat(kernel).dtype);
  const [x, w] = inOrder(image.to(dtype), kernel.to(dtype), part);
  const [above, below] = around(w.shape[0], part);
  const [left, right] = around(w.shape[1], part);
  const extension = outside === "fill" ? "constant" : outside;
  const extended = part === "valid" ? x : extend(x, [above, below], [left, right], extension, value);
  const weight = flip(w, 0, 1).unsqueeze(0).unsqueeze(0);
  return conv2d(extended.unsqueeze(0).unsqueeze(0), weight).squeeze(0).squeeze(0);
}

/** "valid" takes the larger of the two as the image, whichever it is. */
function inOrder(x: Tensor, w: Tensor, part: string): readonly [Tensor, Tensor] {
  const holds = (a: Tensor, b: Tensor): boolean => a.shape.every((size, dim) => size >= b.shape[dim]);
  if (part !== "valid" || holds(x, w)) return [x, w];
  if (holds(w, x)) return [w, x];
  throw new ValueError(
    `convolve2d: "valid" needs one to be as large as the other in both dimensions, got ${formatShape(x.shape)} and ` +
      formatShape(w.shape),
  );
}

/** Pixels that are added before and after. */
function around(size: number, part: string): readonly [number, number] {
  const cut = part === "same" ? Math.floor((size - 1) / 2) : 0;
  return [size - 1 - cut, part === "same" ? cut : size - 1];
}
