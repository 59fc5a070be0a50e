import {
  type BackwardOptions,
  GradError,
  type GradHook,
  type GradRule,
  isFloat,
  onesLike,
  ShapeError,
  sameShape,
  type Tensor,
  Tensor as TensorClass,
} from "@lumbre/tensor";
import { checkAnomaly } from "./anomaly.js";
import { withGradMode } from "./gradMode.js";
import { leafHooks } from "./hooks.js";
import { type Edge, GradNode } from "./node.js";
import { sumToShape } from "./sumToShape.js";

const nothingShared: readonly Tensor[] = [];

/** Takes the gradient of a leaf when all of it that this pass brings has been added up. */
type LeafSink = (leaf: Tensor, grad: Tensor) => void;

/** Takes the gradient of a non-leaf tensor's node, before it travels on. */
type NodeSink = (node: GradNode, grad: Tensor) => void;

interface PassOptions extends BackwardOptions {
  readonly onLeaf: LeafSink;
  readonly onNode?: NodeSink;
  /** When given, only what leads to one of these is computed. */
  readonly targets?: ReadonlySet<GradNode | Tensor>;
}

/** A root of a backward pass with the gradient it starts from. */
export interface Root {
  readonly tensor: Tensor;
  readonly grad: Tensor;
}

/**
 * The gradient to start from: what the user gave, or 1 for a scalar.
 * @throws {GradError} for a tensor that needs no gradient, or a non-scalar without a given gradient.
 */
export function rootOf(op: string, tensor: Tensor, gradient: Tensor | null): Root {
  if (!tensor.requiresGrad) {
    throw new GradError(
      `${op}: the tensor does not require grad and does not have a gradFn; set requiresGrad on what it was computed from`,
    );
  }
  if (gradient === null) {
    if (tensor.numel() !== 1) {
      throw new GradError(
        `${op}: grad can be implicitly created only for scalar outputs; the shape is [${tensor.shape.join(", ")}], so pass a gradient`,
      );
    }
    return { tensor, grad: onesLike(tensor) };
  }
  if (!sameShape(gradient.shape, tensor.shape)) {
    throw new ShapeError(
      `${op}: a gradient of shape [${gradient.shape.join(", ")}] does not fit a tensor of shape [${tensor.shape.join(", ")}]`,
    );
  }
  return { tensor, grad: gradient.to(tensor.dtype) };
}

/** How many gradients each reachable node has yet to receive; nodes that lead to no target are left out. */
function countDependencies(roots: readonly Root[], targets: PassOptions["targets"]): Map<GradNode, number> {
  const order: GradNode[] = [];
  const waiting = new Map<GradNode, number>();
  const stack: GradNode[] = [];
  for (const { tensor } of roots) if (tensor.gradFn !== null) stack.push(tensor.gradFn as GradNode);
  while (stack.length > 0) {
    const node = stack.pop() as GradNode;
    if (waiting.has(node)) continue;
    waiting.set(node, 0);
    order.push(node);
    for (const edge of node.edges) if (edge instanceof GradNode && !waiting.has(edge)) stack.push(edge);
  }
  const useful = targets === undefined ? null : nodesLeadingTo(order, targets);
  if (useful !== null) for (const node of order) if (!useful.has(node)) waiting.delete(node);
  for (const node of waiting.keys()) {
    for (const edge of node.edges) {
      if (edge instanceof GradNode && waiting.has(edge)) waiting.set(edge, (waiting.get(edge) as number) + 1);
    }
  }
  return waiting;
}

/** Of the reachable nodes, those from which a target can be reached; a fixed point over reversed edges. */
function nodesLeadingTo(nodes: readonly GradNode[], targets: ReadonlySet<GradNode | Tensor>): Set<GradNode> {
  const users = new Map<GradNode, GradNode[]>();
  const useful = new Set<GradNode>();
  const stack: GradNode[] = [];
  for (const node of nodes) {
    if (targets.has(node)) stack.push(node);
    for (const edge of node.edges) {
      if (edge instanceof GradNode) {
        const list = users.get(edge);
        if (list === undefined) users.set(edge, [node]);
        else list.push(node);
      } else if (edge !== null && targets.has(edge)) stack.push(node);
    }
  }
  while (stack.length > 0) {
    const node = stack.pop() as GradNode;
    if (useful.has(node)) continue;
    useful.add(node);
    for (const user of users.get(node) ?? []) stack.push(user);
  }
  return useful;
}

/**
 * Sends gradients from the roots to the leaves. A node runs once, when every node that uses its output has run, so
 * shared parts of the graph are visited once; nothing recurses, so depth is no limit.
 */
export function runBackward(roots: readonly Root[], options: PassOptions): void {
  const createGraph = options.createGraph ?? false;
  withGradMode(createGraph, "backward", () => new Pass(roots, options).run());
}

class Pass {
  private readonly waiting: Map<GradNode, number>;
  private readonly grads = new Map<GradNode | Tensor, Tensor>();
  private readonly ready: GradNode[] = [];
  private readonly retainGraph: boolean;

  constructor(
    private readonly roots: readonly Root[],
    private readonly options: PassOptions,
  ) {
    this.retainGraph = options.retainGraph ?? options.createGraph ?? false;
    this.waiting = countDependencies(roots, options.targets);
  }

  run(): void {
    for (const { tensor, grad } of this.roots) this.add((tensor.gradFn as GradNode | null) ?? tensor, grad);
    for (const [node, count] of this.waiting) if (count === 0) this.ready.push(node);
    while (this.ready.length > 0) this.runNode(this.ready.pop() as GradNode);
    for (const [target, grad] of this.grads) {
      if (target instanceof TensorClass) this.options.onLeaf(target, applyHooks(leafHooks(target), grad));
    }
  }

  /** Adds a gradient to what a node or leaf has received so far. */
  private add(target: GradNode | Tensor, grad: Tensor): void {
    const soFar = this.grads.get(target);
    this.grads.set(target, soFar === undefined ? grad : soFar.add(grad));
  }

  private runNode(node: GradNode): void {
    const received = this.grads.get(node);
    this.grads.delete(node);
    if (received === undefined) {
      // Every path to it had a null gradient; its inputs must not wait for it.
      for (const edge of node.edges) this.release(edge);
      return;
    }
    const grad = applyHooks(node.hooks, received);
    this.options.onNode?.(node, grad);
    const shared = node.op.shared?.(grad, node) ?? nothingShared;
    for (const [i, edge] of node.edges.entries()) {
      if (this.isWanted(edge)) {
        const inputGrad = inputGradient(node, i, grad, shared);
        if (inputGrad !== null) {
          checkAnomaly(node, i, inputGrad);
          this.add(edge, inputGrad);
        }
      }
      this.release(edge);
    }
    if (!this.retainGraph) node.release();
  }

  private isWanted(edge: Edge): edge is GradNode | Tensor {
    if (edge === null) return false;
    if (edge instanceof GradNode) return this.waiting.has(edge);
    return this.options.targets === undefined || this.options.targets.has(edge);
  }

  /** Notes that one of the gradients a node waits for has come, or will not come. */
  private release(edge: Edge): void {
    if (!(edge instanceof GradNode)) return;
    const count = this.waiting.get(edge);
    if (count === undefined) return;
    this.waiting.set(edge, count - 1);
    if (count === 1) this.ready.push(edge);
  }
}

/** One input's gradient, summed back over what was broadcast and in the input's dtype; null when there is none. */
function inputGradient(node: GradNode, i: number, grad: Tensor, shared: readonly Tensor[]): Tensor | null {
  const { grad: rules } = node.op;
  const rule = (typeof rules === "function" ? rules : (rules as readonly GradRule<never>[])[i]) as GradRule<never>;
  const computed = rule(grad, node, i, shared);
  if (computed === null) return null;
  const result = sumToShape(computed, node.inputShape(i));
  const dtype = node.inputDType(i);
  return result.dtype === dtype || !isFloat(dtype) ? result : result.to(dtype);
}

function applyHooks(hooks: readonly GradHook[] | null, grad: Tensor): Tensor {
  let current = grad;
  for (const hook of hooks ?? []) current = hook(current) ?? current;
  return current;
}
