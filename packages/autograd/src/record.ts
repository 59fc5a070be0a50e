import { GradError, type Operand, type Tensor } from "@lumbre/tensor";
import { internals, isFloat, type Op } from "@lumbre/tensor/engine";
import { captureCallSite } from "./anomaly.js";
import { isRecording } from "./gradMode.js";
import { type Edge, GradNode } from "./node.js";

function requiresGrad(operand: Operand): operand is Tensor {
  return typeof operand !== "number" && operand.requiresGrad;
}

/** Where input `i`'s gradient goes: nowhere when nobody wants it or the op has no rule for it. */
function edgeOf(op: Op<never>, input: Operand, i: number): Edge {
  if (!requiresGrad(input)) return null;
  if (Array.isArray(op.grad) && op.grad[i] === null) return null;
  if (input.gradFn === null) return input;
  const { historyVersion, storage } = internals(input);
  if (historyVersion !== storage.historyVersion) {
    throw new GradError(
      `${op.name}: a view of shape [${input.shape.join(", ")}] is out of date: the tensor it was made from was changed in ` +
        "place since; take the view again",
    );
  }
  return input.gradFn as GradNode;
}

/** Connects the first output of an op to its inputs, when recording is on and one of them requires a gradient. */
export function record(
  op: Op<never>,
  inputs: readonly Operand[],
  attributes: unknown,
  outputs: readonly Tensor[],
): void {
  if (!isRecording || !inputs.some(requiresGrad) || "reason" in op.grad || !isFloat(outputs[0].dtype)) return;
  const edges = new Array<Edge>(inputs.length);
  let isConnected = false;
  for (let i = 0; i < inputs.length; i++) {
    edges[i] = edgeOf(op, inputs[i], i);
    if (edges[i] !== null) isConnected = true;
  }
  if (!isConnected) return;
  const node = new GradNode(op, attributes as never, inputs, outputs, edges);
  node.callSite = captureCallSite();
  outputs[0].gradFn = node;
}

/** Whether an in-place op over these inputs will be recorded; throws where that would lose or falsify history. */
export function prepareInPlace(op: Op<never>, target: Tensor, inputs: readonly Operand[]): boolean {
  if (!isRecording || !inputs.some(requiresGrad)) return false;
  if (target.isLeaf && target.requiresGrad) {
    throw new GradError(
      `${op.name}_: a leaf tensor that requires grad is being used in an in-place operation; wrap it in noGrad(() => ...)`,
    );
  }
  if (!isFloat(target.dtype)) return false;
  if (internals(target).base !== null || !internals(target).coversStorage()) {
    throw new GradError(
      `${op.name}_: an in-place operation on a view cannot be recorded; use where, cat or scatterAdd, or wrap it in noGrad(() => ...)`,
    );
  }
  return true;
}
