import { bind } from "../../arguments/bind.js";
import { defineSignature, required, spread } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { ShapeError } from "../../errors.js";
import { applyView } from "../../op/apply.js";
import { defineViewOp } from "../../op/op.js";
import { contiguousStrides, formatShape, type Shape, type Sizes } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

const viewOp = defineViewOp<{ readonly shape: Shape; readonly strides: readonly number[] }>({
  name: "view",
  layout: (x, { shape, strides }) => ({ shape, strides, offset: x.offset }),
  grad: [(g, ctx) => g.reshape(ctx.inputShape(0))],
});

const viewSignature = defineSignature("view", required("x", aTensor), spread("shape"));
const reshapeSignature = defineSignature("reshape", required("x", aTensor), spread("shape"));
const viewAsSignature = defineSignature("viewAs", required("x", aTensor), required("other", aTensor));
const reshapeAsSignature = defineSignature("reshapeAs", required("x", aTensor), required("other", aTensor));

/**
 * Fills in the one size that may be -1.
 * @throws {ShapeError} unless the sizes multiply to `count`.
 */
export function inferSizes(op: string, count: number, sizes: readonly number[]): number[] {
  const open = sizes.indexOf(-1);
  let known = 1;
  for (const [d, size] of sizes.entries()) {
    if (d === open) continue;
    if (!Number.isInteger(size) || size < 0) {
      throw new ShapeError(`${op}: sizes must be whole numbers >= 0 with at most one -1, got ${formatShape(sizes)}`);
    }
    known *= size;
  }
  if (open >= 0 && known === 0 && count === 0) {
    throw new ShapeError(
      `${op}: cannot reshape tensor of 0 elements into shape ${formatShape(sizes)} because the unspecified dimension ` +
        "size -1 can be any value and is ambiguous",
    );
  }
  if (open < 0 ? known !== count : known === 0 || count % known !== 0) {
    throw new ShapeError(`${op}: shape ${formatShape(sizes)} is invalid for input of size ${count}`);
  }
  return sizes.map((size, d) => (d === open ? count / known : size));
}

/**
 * The strides that show `x` in another shape without copying, or null when there are none. Walks both shapes
 * from the last dimension and matches each run of dimensions that lies in memory without gaps with the new
 * dimensions that multiply to the same size.
 */
function viewStrides(x: Tensor, shape: Shape): number[] | null {
  if (x.numel() === 0 || x.isContiguous()) return contiguousStrides(shape);
  const strides = new Array<number>(shape.length).fill(0);
  let next = shape.length - 1;
  let runEnd = x.ndim - 1;
  let runSize = 1;
  for (let d = x.ndim - 1; d >= 0; d--) {
    runSize *= x.shape[d];
    const joined = d > 0 && (x.shape[d - 1] === 1 || x.strides[d - 1] === runSize * x.strides[runEnd]);
    if (joined) continue;
    let step = x.strides[runEnd];
    let covered = 1;
    while (next >= 0 && (covered < runSize || shape[next] === 1)) {
      strides[next] = step;
      step *= shape[next];
      covered *= shape[next];
      next--;
    }
    if (covered !== runSize) return null;
    runEnd = d - 1;
    runSize = 1;
  }
  return next < 0 ? strides : null;
}

function viewWith(op: string, x: Tensor, sizes: readonly number[]): Tensor {
  const shape = inferSizes(op, x.numel(), sizes);
  const strides = viewStrides(x, shape);
  if (strides === null) {
    throw new ShapeError(
      `${op}: view size ${formatShape(shape)} is not compatible with the input's size ${formatShape(x.shape)} and ` +
        `strides ${formatShape(x.strides)} (at least one dimension spans across two of them); use reshape(...) instead`,
    );
  }
  return applyView(viewOp, x, { shape, strides });
}

function reshapeWith(op: string, x: Tensor, sizes: readonly number[]): Tensor {
  const shape = inferSizes(op, x.numel(), sizes);
  const strides = viewStrides(x, shape);
  if (strides !== null) return applyView(viewOp, x, { shape, strides });
  return applyView(viewOp, x.clone(), { shape, strides: contiguousStrides(shape) });
}

/**
 * The same elements in another shape, sharing memory. One size may be -1 and is worked out.
 *
 * @param shape Sizes, as a list or one by one.
 * @throws {ShapeError} when the sizes do not multiply to the number of elements, or when the elements do not lie
 *   in memory so that they could be seen in that shape; `reshape` copies then.
 * @example
 * arange(6).view(2, -1).shape; // => [2, 3]
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.view.html
 */
export function view(x: Tensor, ...shape: Sizes): Tensor {
  const [input, sizes] = bind(viewSignature, arguments);
  return viewWith("view", input, sizes);
}

/**
 * The same elements in another shape: a view where that is possible, else a copy. One size may be -1.
 *
 * @param shape Sizes, as a list or one by one.
 * @throws {ShapeError} when the sizes do not multiply to the number of elements.
 * @example
 * tensor([[1, 2], [3, 4]]).t().reshape(4); // => tensor([1., 3., 2., 4.])
 * @see https://pytorch.org/docs/stable/generated/torch.reshape.html
 */
export function reshape(x: Tensor, ...shape: Sizes): Tensor {
  const [input, sizes] = bind(reshapeSignature, arguments);
  return reshapeWith("reshape", input, sizes);
}

/**
 * {@link view} in the shape of another tensor.
 *
 * @throws {ShapeError} as {@link view} does.
 * @example
 * arange(6).viewAs(zeros(2, 3)).shape; // => [2, 3]
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.view_as.html
 */
export function viewAs(x: Tensor, other: Tensor): Tensor {
  [x, other] = bind(viewAsSignature, arguments);
  return viewWith("viewAs", x, other.shape);
}

/**
 * {@link reshape} to the shape of another tensor.
 *
 * @throws {ShapeError} when the two tensors do not have the same number of elements.
 * @example
 * arange(6).reshapeAs(zeros(2, 3)).shape; // => [2, 3]
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.reshape_as.html
 */
export function reshapeAs(x: Tensor, other: Tensor): Tensor {
  [x, other] = bind(reshapeAsSignature, arguments);
  return reshapeWith("reshapeAs", x, other.shape);
}
