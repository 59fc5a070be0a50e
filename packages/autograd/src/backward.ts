import { GradError, type GradHook, onesLike, ShapeError, type Tensor } from "@lumbre/tensor";
import { formatShape, type GradRule, ignoreRejection, isFloat, requireTensor, sameShape } from "@lumbre/tensor/engine";
import { checkAnomaly } from "./anomaly.js";
import { withGradMode } from "./gradMode.js";
import { leafHooks } from "./hooks.js";
import { GradNode } from "./node.js";
import { sumToShape } from "./sumToShape.js";

const nothingShared: readonly Tensor[] = [];

/** Takes the gradient of a leaf when all of it that this pass brings has been added up. */
type LeafSink = (leaf: Tensor, grad: Tensor) => void;

/** Takes the gradient of a non-leaf tensor's node, before it travels on. */
type NodeSink = (node: GradNode, grad: Tensor) => void;

interface PassOptions {
  /** Keep what was saved; null: as createGraph says. */
  readonly retainGraph: boolean | null;
  readonly createGraph: boolean;
  readonly onLeaf: LeafSink;
  readonly onNode?: NodeSink;
  /** When given, only what leads to one of these is computed. */
  readonly targets?: ReadonlySet<GradNode | Tensor> | undefined;
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

/** A node of a pass: how many gradients it has yet to receive, and the sum of those that came. */
class Task {
  waiting = 0;
  grad: Tensor | null = null;

  constructor(readonly node: GradNode) {}
}

type Tasks = Map<GradNode, Task>;

/** The reachable nodes, with how many gradients each will receive; those that lead to no target are left out. */
function planTasks(roots: readonly Root[], targets: PassOptions["targets"]): Tasks {
  const tasks: Tasks = new Map();
  const stack: Task[] = [];
  const reach = (node: GradNode): Task => {
    const known = tasks.get(node);
    if (known !== undefined) return known;
    const task = new Task(node);
    tasks.set(node, task);
    stack.push(task);
    return task;
  };
  for (const { tensor } of roots) if (tensor.gradFn !== null) reach(tensor.gradFn as GradNode);
  for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
    for (const edge of task.node.edges) if (edge instanceof GradNode) reach(edge).waiting++;
  }
  if (targets !== undefined) dropUseless(tasks, nodesLeadingTo([...tasks.keys()], targets));
  return tasks;
}

/** Takes away the nodes that are not useful. No useful node waits for one: whatever leads to a useful node is useful. */
function dropUseless(tasks: Tasks, useful: ReadonlySet<GradNode>): void {
  for (const node of tasks.keys()) if (!useful.has(node)) tasks.delete(node);
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
  withGradMode(options.createGraph, "backward", () => new Pass(roots, options).run());
}

class Pass {
  private readonly tasks: Tasks;
  private readonly leaves = new Map<Tensor, Tensor>();
  private readonly ready: Task[] = [];
  private readonly retainGraph: boolean;

  constructor(
    private readonly roots: readonly Root[],
    private readonly options: PassOptions,
  ) {
    this.retainGraph = options.retainGraph ?? options.createGraph;
    this.tasks = planTasks(roots, options.targets);
  }

  run(): void {
    for (const { tensor, grad } of this.roots) {
      if (tensor.gradFn === null) this.addToLeaf(tensor, grad);
      else addTo(this.tasks.get(tensor.gradFn as GradNode), grad);
    }
    for (const task of this.tasks.values()) if (task.waiting === 0) this.ready.push(task);
    for (let task = this.ready.pop(); task !== undefined; task = this.ready.pop()) this.runTask(task);
    for (const [leaf, grad] of this.leaves) this.options.onLeaf(leaf, applyHooks(leafHooks(leaf), grad));
  }

  private addToLeaf(leaf: Tensor, grad: Tensor): void {
    const soFar = this.leaves.get(leaf);
    this.leaves.set(leaf, soFar === undefined ? grad : soFar.add(grad));
  }

  private runTask(task: Task): void {
    const { node, grad: received } = task;
    task.grad = null;
    if (received === null) {
      // Every path to it had a null gradient; its inputs must not wait for it.
      for (const edge of node.edges) if (edge instanceof GradNode) this.release(this.tasks.get(edge));
      return;
    }
    const grad = applyHooks(node.hooks, received);
    this.options.onNode?.(node, grad);
    const shared = node.op.shared?.(grad, node) ?? nothingShared;
    for (let i = 0; i < node.edges.length; i++) this.follow(node, i, grad, shared);
    if (!this.retainGraph) node.release();
  }

  /** Sends the gradient of one input where it goes, if anybody wants it. */
  private follow(node: GradNode, i: number, grad: Tensor, shared: readonly Tensor[]): void {
    const edge = node.edges[i];
    if (edge === null) return;
    const task = edge instanceof GradNode ? this.tasks.get(edge) : undefined;
    if (task === undefined && !this.isWantedLeaf(edge)) return;
    const inputGrad = inputGradient(node, i, grad, shared);
    if (inputGrad !== null) {
      checkAnomaly(node, i, inputGrad);
      if (edge instanceof GradNode) addTo(task, inputGrad);
      else this.addToLeaf(edge, inputGrad);
    }
    this.release(task);
  }

  private isWantedLeaf(edge: GradNode | Tensor): boolean {
    if (edge instanceof GradNode) return false;
    return this.options.targets === undefined || this.options.targets.has(edge);
  }

  /** Notes that one of the gradients a node waits for has come, or will not come. */
  private release(task: Task | undefined): void {
    if (task === undefined) return;
    task.waiting--;
    if (task.waiting === 0) this.ready.push(task);
  }
}

/** Adds a gradient to what a node has received so far. */
function addTo(task: Task | undefined, grad: Tensor): void {
  if (task !== undefined) task.grad = task.grad === null ? grad : task.grad.add(grad);
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
  for (const hook of hooks ?? []) {
    const replacement: unknown = hook(current);
    if (replacement === undefined || replacement === null) continue;
    requireHooked(current, replacement);
    current = replacement;
  }
  return current;
}

/** Throws unless what a hook returned may take the gradient's place. */
function requireHooked(grad: Tensor, value: unknown): asserts value is Tensor {
  ignoreRejection(value);
  requireTensor("registerHook", value, "the hook must return nothing or ");
  if (sameShape(value.shape, grad.shape)) return;
  throw new ShapeError(
    `registerHook: the hook changed the gradient's shape from ${formatShape(grad.shape)} to ${formatShape(value.shape)}`,
  );
}

/** Where a tensor's gradient arrives: at the node that made it, or at the leaf itself. */
export function keyOf(tensor: Tensor): GradNode | Tensor {
  return (tensor.gradFn as GradNode | null) ?? tensor;
}

/** Throws unless all of the tensors whose gradients are wanted require one. */
export function requireInputs(op: string, inputs: readonly Tensor[]): void {
  for (const [i, input] of inputs.entries()) {
    if (!input.requiresGrad) {
      throw new GradError(`${op}: input ${i}, of shape ${formatShape(input.shape)}, does not require grad`);
    }
  }
}
