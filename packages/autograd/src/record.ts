import type { Operand, Tensor } from "@lumbre/tensor";
import { internals, isFloat, type Op, renamed, type ViewOp } from "@lumbre/tensor/engine";
import { captureCallSite } from "./anomaly.js";
import { isRecording } from "./gradMode.js";
import { type Edge, GradNode } from "./node.js";

export function requiresGrad(operand: Operand): operand is Tensor {
  return typeof operand !== "number" && operand.requiresGrad;
}

/** Where input `i`'s gradient goes: nowhere when nobody wants it or the op has no rule for it. */
function edgeOf(op: Op<never>, input: Operand, i: number): Edge {
  if (!requiresGrad(input)) return null;
  const { grad } = op;
  if (Array.isArray(grad) && grad[i] === null) return null;
  return (input.gradFn as GradNode | null) ?? input;
}

/** Whether an input requires a gradient. What a view says that can no longer tell is said of the op. */
function needsGradient(op: Op<never>, inputs: readonly Operand[]): boolean {
  try {
    for (const input of inputs) if (requiresGrad(input)) return true;
    return false;
  } catch (error) {
    throw renamed(error, op.name);
  }
}

/** The node of an op, when recording is on and one of the inputs has a gradient through it. */
export function nodeFor(
  op: Op<never>,
  inputs: readonly Operand[],
  attributes: unknown,
  output: Tensor,
  outputs?: readonly Tensor[],
): GradNode | null {
  if (!isRecording || !needsGradient(op, inputs) || "reason" in op.grad || !isFloat(output.dtype)) return null;
  const edges = new Array<Edge>(inputs.length);
  let isConnected = false;
  for (let i = 0; i < inputs.length; i++) {
    const edge = edgeOf(op, inputs[i], i);
    edges[i] = edge;
    if (edge !== null) isConnected = true;
  }
  if (!isConnected) return null;
  const node = new GradNode(op, attributes as never, inputs, edges, output, outputs);
  node.callSite = captureCallSite();
  return node;
}

/** Connects the (first) output of an op to its inputs, when recording is on and one of them requires a gradient. */
export function record(
  op: Op<never>,
  inputs: readonly Operand[],
  attributes: unknown,
  output: Tensor,
  outputs?: readonly Tensor[],
): void {
  const node = nodeFor(op, inputs, attributes, output, outputs);
  if (node !== null) internals(output).gradNode = node;
}

/** {@link record} for a view, which also learns how it was made: a view of a view is made no better than that one. */
export function recordView(op: ViewOp<never>, x: Tensor, attributes: unknown, view: Tensor): void {
  const fields = internals(view);
  if (isRecording) {
    fields.gradNode = nodeFor(op, [x], attributes, view);
    fields.creationMeta = internals(x).creationMeta;
  } else {
    fields.creationMeta = "noGrad";
  }
}
