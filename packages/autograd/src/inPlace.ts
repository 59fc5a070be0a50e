import { GradError, type Operand, type Tensor } from "@lumbre/tensor";
import {
  asStridedOp,
  copySlicesOp,
  formatShape,
  hasOverlap,
  internals,
  isFloat,
  type Op,
  slicesOf,
} from "@lumbre/tensor/engine";
import { captureCallSite } from "./anomaly.js";
import { isRecording } from "./gradMode.js";
import { type Edge, GradNode } from "./node.js";
import { nodeFor, requiresGrad } from "./record.js";

// Changes in place, as PyTorch records them. A tensor that is no view gets the op's node for its gradFn. A change through a
// view changes its base: the base gets a CopySlices node, which says where in it the new value lies, and the base's
// history version goes up. Every view of the base, the changed one too, sees by that number that its own gradFn is out of
// date, and makes a new one from the base's when it is next asked for it.

/** The tensor that `view` shows a part of; null for what is no view, or whose base has been given other data since. */
function baseOf(view: Tensor): Tensor | null {
  const { base, storage } = internals(view);
  return base !== null && internals(base).storage === storage ? base : null;
}

/** Whether an in-place op over these inputs will be recorded; throws where that would lose or falsify history. */
export function prepareInPlace(op: Op<never>, target: Tensor, inputs: readonly Operand[]): boolean {
  if (!isRecording) return false;
  const base = baseOf(target);
  if (!inputs.some(requiresGrad) && !(base?.requiresGrad ?? false)) return false;
  if (base !== null) requireRecordable(op, target, base);
  if (target.isLeaf && target.requiresGrad) {
    throw new GradError(
      `${op.name}_: a leaf tensor that requires grad is being used in an in-place operation; wrap it in noGrad(() => ...)`,
    );
  }
  return isFloat(target.dtype);
}

function requireRecordable(op: Op<never>, target: Tensor, base: Tensor): void {
  if (internals(target).creationMeta !== "default") throw unrecordable(`${op.name}_`, target, "is being");
  if (base.isLeaf && (base.requiresGrad || target.requiresGrad)) {
    throw new GradError(
      `${op.name}_: a view of a leaf tensor that requires grad is being used in an in-place operation; wrap it in ` +
        "noGrad(() => ...), view and all",
    );
  }
  if (hasOverlap(internals(target)) || hasOverlap(internals(base))) {
    throw new GradError(
      `${op.name}_: a tensor of shape ${formatShape(target.shape)} that shows elements of its base more than once cannot be ` +
        "changed in place and recorded; clone() it first",
    );
  }
}

/** The error for a view whose making rules out that changes in place are recorded. */
function unrecordable(op: string, view: Tensor, what: "is being" | "has been"): GradError {
  const { creationMeta } = internals(view);
  const who = what === "is being" ? "is being" : "it or its base has been";
  const shown = `a view of shape ${formatShape(view.shape)}`;
  if (creationMeta === "noGrad") {
    return new GradError(
      `${op}: ${shown} was created in noGrad mode and ${who} modified in place with grad mode enabled; move both the view and ` +
        "the operation into noGrad(() => ...), or both out of it",
    );
  }
  return new GradError(
    creationMeta === "multiOutput"
      ? `${op}: ${shown} is one of several that unbind, split or chunk made and ${who} modified in place; take it with ` +
          "select or narrow, or use an operation that is not in place"
      : `${op}: ${shown} was made by a custom function and ${who} modified in place, which would pass over the function's ` +
          "backward; clone() it first",
  );
}

/** Gives the target of an op in place its new history. The first input has the old one. */
export function recordInPlace(op: Op<never>, inputs: readonly Operand[], attributes: unknown, target: Tensor): void {
  const base = baseOf(target);
  const node = nodeFor(op, inputs, attributes, target);
  if (base === null) setHistory(target, node);
  else setHistory(base, copySlices(base, target, node));
}

/** Replaces the node of a tensor that is no view, or that stands alone. Its views then see that theirs are out of date. */
function setHistory(tensor: Tensor, node: GradNode | null): void {
  const fields = internals(tensor);
  moveRetained(tensor, fields.gradNode as GradNode | null, node);
  fields.gradNode = node;
  if (fields.base === null) fields.historyVersion++;
}

/** `retainGrad` is for the tensor, whose gradient is that of its present value. */
function moveRetained(tensor: Tensor, from: GradNode | null, to: GradNode | null): void {
  if (from === null || from.retained?.deref() !== tensor) return;
  if (to !== null) to.retained = from.retained;
  from.retained = null;
}

/** The node of a base whose part `view` was given a new value by the op of `written`. */
function copySlices(base: Tensor, view: Tensor, written: GradNode | null): GradNode | null {
  // Of a base that is all written over nothing is left, and what its old value still matters for goes through the op.
  const isCovered = written !== null && view.numel() === base.numel();
  const kept = isCovered || !base.requiresGrad ? null : (base.gradFn as GradNode | null);
  if (kept === null && written === null) return null;
  return viewNode(copySlicesOp as Op<never>, base, view, [base, view], [kept, written], base);
}

/** Makes a view's gradFn anew from that of its base, which has been changed in place. */
export function regenerateGradFn(view: Tensor): void {
  const fields = internals(view);
  const base = baseOf(view);
  if (base !== null) {
    if (fields.creationMeta !== "default") {
      if (isRecording) throw unrecordable("gradFn", view, "has been");
      return;
    }
    const from = base.gradFn as GradNode | null;
    const node = from === null ? null : viewNode(asStridedOp as Op<never>, base, view, [base], [from], view);
    moveRetained(view, fields.gradNode as GradNode | null, node);
    fields.gradNode = node;
  }
  fields.historyVersion = internals(fields.base as Tensor).historyVersion;
}

function viewNode(
  op: Op<never>,
  base: Tensor,
  view: Tensor,
  inputs: readonly Tensor[],
  edges: readonly Edge[],
  output: Tensor,
): GradNode {
  const node = new GradNode(op, slicesOf(internals(base), internals(view)) as never, inputs, edges, output);
  node.callSite = captureCallSite();
  return node;
}
