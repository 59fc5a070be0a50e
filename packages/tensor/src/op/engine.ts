import type { Tensor } from "../tensor.js";
import type { Op, Operand, ViewOp } from "./op.js";

/** What `@lumbre/autograd` installs here. Without it, ops compute and nothing is recorded. */
export interface AutogradEngine {
  /**
   * Called after every op; connects the output to the inputs when one of them requires a gradient. Of several outputs, which
   * stand in `outputs`, it is the first.
   */
  record(
    op: Op<never>,
    inputs: readonly Operand[],
    attributes: unknown,
    output: Tensor,
    outputs?: readonly Tensor[],
  ): void;
  /** The same for an op whose output is a view of its input. */
  recordView(op: ViewOp<never>, x: Tensor, attributes: unknown, view: Tensor): void;
  /** Whether an op over these inputs would be recorded now; throws when it must not change `target` in place. */
  prepareInPlace(op: Op<never>, target: Tensor, inputs: readonly Operand[]): boolean;
  /** Called after an op that wrote its result into `target`; the first input stands for what was there before. */
  recordInPlace(op: Op<never>, inputs: readonly Operand[], attributes: unknown, target: Tensor): void;
  /** Gives a view the gradFn that follows from its base's, which was changed in place. */
  regenerateGradFn(view: Tensor): void;
  backward(
    tensor: Tensor,
    gradient: Tensor | null,
    retainGraph: boolean | null,
    createGraph: boolean,
    inputs: readonly Tensor[] | null,
  ): void;
  registerHook(tensor: Tensor, hook: GradHook): HookHandle;
  retainGrad(tensor: Tensor): void;
}

/** Options of `tensor.backward`. */
export interface BackwardOptions {
  /** The gradient to start from; null: 1, which only a tensor of one element allows. Default null. */
  readonly gradient?: Tensor | null;
  /** Keep what was saved, so that backward can run again; null: as createGraph says. Default null. */
  readonly retainGraph?: boolean | null;
  /** Record the backward itself, for higher derivatives. Default false. */
  readonly createGraph?: boolean;
  /** The tensors whose gradients are wanted; null: every leaf. Default null. */
  readonly inputs?: Tensor | readonly Tensor[] | null;
}

/** Sees a gradient and may return another in its place. */
export type GradHook = (grad: Tensor) => Tensor | void;

/** Takes a hook away again. */
export interface HookHandle {
  remove(): void;
}

/** The installed engine, or null. A live binding, which costs an op nothing to read. */
export let engine: AutogradEngine | null = null;

/** Installs the autograd engine; importing `@lumbre/autograd` does it. */
export function installEngine(installed: AutogradEngine): void {
  engine = installed;
}

/** The installed engine, or null. */
export function getEngine(): AutogradEngine | null {
  return engine;
}
