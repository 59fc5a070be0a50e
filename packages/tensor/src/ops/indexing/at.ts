import { bind } from "../../arguments/bind.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { applyView } from "../../op/apply.js";
import { numel } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { defineRegionOp } from "../view/region.js";
import { flatPositions, type Index, isWhole, type Location, locate, locatedShape } from "./locate.js";
import { maskedPositions } from "./nonzero.js";

const indexOp = defineRegionOp("index");
/** The parts are of many kinds, and any number of them: {@link locate} checks them. */
const atSignature = defineSignature("at", required("x", aTensor));

/** Picks along neighbouring axes: joined into one, they take one list of indices, which picks whole slices. */
function pickSlices(view: Tensor, { picks, common }: Location): Tensor {
  const dims = [...picks.keys()];
  const [first] = dims;
  const last = dims[dims.length - 1];
  let positions: Tensor | null = null;
  for (const [d, index] of picks) {
    positions = positions === null ? index : positions.mul(view.shape[d]).add(index);
  }
  const flat = (positions as Tensor).expand([...common]).reshape(numel(common));
  const before = view.shape.slice(0, first);
  const after = view.shape.slice(last + 1);
  const joined = view.reshape([...before, numel(view.shape.slice(first, last + 1)), ...after]);
  return joined.indexSelect(first, flat).reshape([...before, ...common, ...after]);
}

/** Has ops in place refuse the copy. `indexSelect`, `gather` and the like, which never give a view, say by name that they copy. */
function picked(copy: Tensor): Tensor {
  copy.storage.isPicked = true;
  return copy;
}

/**
 * Indexing, as Python's square brackets: one part per dimension, from the first on.
 *
 * | part | Python | gives |
 * |---|---|---|
 * | `2`, `-1` | `x[2]`, `x[-1]` | a view without the dimension |
 * | `"1:3"`, `"::2"`, `":"` | `x[1:3]`, `x[::2]`, `x[:]` | a view of a range |
 * | `"..."` | `x[...]` | all dimensions that the other parts leave |
 * | `null` | `x[None]` | a new dimension of size 1 |
 * | `[0, 2]`, an int32 tensor | `x[[0, 2]]` | a copy with those indices |
 * | `[true, false]`, a bool tensor | `x[x > 0]` | a copy of the elements where it holds |
 *
 * Lists and tensors broadcast together, and what they pick takes the place of their dimensions; where other dimensions
 * lie between theirs, it comes first. Views share memory, so `x.at(0, "1:3").fill_(7)` writes into x. Through a list or a
 * mask it would write into the copy and leave x as it is, which PyTorch does without a word and which is an error here:
 * write `x.indexPut_([mask], 7)` or `x.maskedFill_(mask, 7)`, or `x.at(mask).clone()` where the copy is meant. What
 * becomes a parameter, a buffer or the `data` of another tensor may be written into.
 *
 * @param parts One for each dimension, from the first on; dimensions without one stay whole.
 * @throws {IndexError} for too many parts, an index out of range, a mask of another shape, or lists that do not
 *   broadcast.
 * @throws {ValueError} for a range that cannot be read, or has a step below 1.
 * @example
 * const x = tensor([[1, 2, 3], [4, 5, 6]]);
 * x.at(0); // => tensor([1., 2., 3.])
 * x.at(":", "1:"); // => tensor([[2., 3.],
 * //            [5., 6.]])
 * x.at("...", -1); // => tensor([3., 6.])
 * x.at([0, 1], [2, 0]); // => tensor([3., 4.])
 * x.at(x.gt(3)); // => tensor([4., 5., 6.])
 * @see https://pytorch.org/docs/stable/tensor_view.html
 */
export function at(x: Tensor, ...parts: Index[]): Tensor {
  [x] = bind(atSignature, [x]);
  const rows = maskedPositions(x, parts);
  if (rows !== null) {
    const rest = x.shape.slice((parts[0] as Tensor).ndim);
    const joined = x.reshape([numel(x.shape.slice(0, x.ndim - rest.length)), ...rest]);
    return picked(rest.length === 0 ? joined.gather(0, rows) : joined.indexSelect(0, rows));
  }
  const location = locate("at", x, parts);
  const { region, picks } = location;
  if (picks.size === 0) return applyView(indexOp, x, region);
  const dims = [...picks.keys()];
  if (dims[dims.length - 1] - dims[0] === dims.length - 1) {
    return picked(pickSlices(isWhole(x, region) ? x : applyView(indexOp, x, region), location));
  }
  const places = flatPositions(x, location);
  return picked(x.reshape(x.numel()).gather(0, places.reshape(places.numel())).reshape(locatedShape(location)));
}
