import { GradError, type Tensor, ValueError } from "@lumbre/tensor";
import {
  aBoolean,
  aTensor,
  bind,
  defineKind,
  defineSignature,
  either,
  named,
  nullable,
  optional,
  required,
  tensors,
} from "@lumbre/tensor/engine";
import { keyOf, type Root, requireInputs, rootOf, runBackward } from "./backward.js";
import type { GradNode } from "./node.js";

/** Options of {@link grad}. */
export interface GradOptions<Unused extends boolean = boolean> {
  /** The gradient of each output, one or a list; null: 1, which only outputs of one element allow. Default null. */
  readonly gradOutputs?: Tensor | readonly (Tensor | null)[] | null;
  /** Keep what was saved for another backward; null: as createGraph says. Default null. */
  readonly retainGraph?: boolean | null;
  /** Record the backward, so that the result can be differentiated again. Default false. */
  readonly createGraph?: boolean;
  /** Give null for an input that the outputs do not depend on, instead of throwing. Default false. */
  readonly allowUnused?: Unused;
}

/** Options that may stand by name behind the gradient of the outputs. */
type AfterGradOutputs<Unused extends boolean> = Omit<GradOptions<Unused>, "gradOutputs">;

const oneOrMore = either(aTensor, tensors);
/** The gradients of outputs, one or a list, in which null stands for 1. */
export const oneOrMoreGradients = either(
  aTensor,
  defineKind<readonly (Tensor | null)[]>(
    "a list of tensors and nulls",
    (value) => Array.isArray(value) && value.every((element) => element === null || aTensor.accepts(element)),
  ),
);
const signature = defineSignature(
  "grad",
  required("outputs", oneOrMore),
  required("inputs", oneOrMore),
  optional("gradOutputs", nullable(oneOrMoreGradients), null),
  optional("retainGraph", nullable(aBoolean), null),
  optional("createGraph", aBoolean, false),
  // PyTorch has the deprecated only_inputs before it: by position it would mean something else.
  named("allowUnused", aBoolean, false),
);

function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}

/**
 * The gradients of the sum of `outputs` with respect to `inputs`, returned and not accumulated into `grad`.
 *
 * @param outputs One tensor or several, which require gradients.
 * @param inputs One tensor or several, leaves or not, with respect to which they are.
 * @param gradOutputs The gradient of each output; null: 1, which only outputs of one element allow. Default null.
 * @param retainGraph Keep what was saved for another backward; null: as createGraph says. Default null.
 * @param createGraph Record the backward, so that the result can be differentiated again. Default false.
 * @param options.allowUnused Null instead of an error for inputs that do not matter. Default false.
 * @returns One gradient per input.
 * @throws {GradError} when an output does not require grad, or an input is not in the graph.
 * @throws {ArgumentError} for an unknown option, and one of the wrong kind.
 * @example
 * const x = tensor(3, { requiresGrad: true });
 * const [dx] = grad(x.pow(3), x, { createGraph: true });
 * dx.item(); // => 27
 * grad(dx, x)[0].item(); // => 18
 * @see https://pytorch.org/docs/stable/generated/torch.autograd.grad.html
 */
export function grad<Unused extends boolean = false>(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  gradOutputs?: Tensor | readonly (Tensor | null)[] | null | GradOptions<Unused>,
  retainGraph?: boolean | null | AfterGradOutputs<Unused>,
  createGraph?: boolean | Pick<GradOptions<Unused>, "createGraph" | "allowUnused">,
  options?: Pick<GradOptions<Unused>, "allowUnused">,
): (true extends Unused ? Tensor | null : Tensor)[] {
  const [from, to, given, retains, creates, allowUnused] = bind(signature, arguments);
  const outputList = listOf(from);
  const inputList = listOf(to);
  const gradientList = given === null ? [] : listOf<Tensor | null>(given);
  if (gradientList.length > 0 && gradientList.length !== outputList.length) {
    throw new ValueError(`grad: got ${outputList.length} outputs and ${gradientList.length} gradOutputs`);
  }
  const roots = outputList.map((output, i) => rootOf("grad", output, gradientList[i] ?? null));
  requireInputs("grad", inputList);
  const found = gradientsOf(roots, inputList, retains, creates);
  return inputList.map((input, i) => {
    const result = found.get(keyOf(input)) ?? null;
    if (result === null && !allowUnused) {
      throw new GradError(
        `grad: input ${i} appears to not have been used in the graph; set { allowUnused: true } if this is the desired behavior`,
      );
    }
    return result as Tensor;
  });
}

function gradientsOf(
  roots: readonly Root[],
  inputs: readonly Tensor[],
  retainGraph: boolean | null,
  createGraph: boolean,
): Map<GradNode | Tensor, Tensor> {
  const targets = new Set(inputs.map(keyOf));
  const found = new Map<GradNode | Tensor, Tensor>();
  runBackward(roots, {
    retainGraph,
    createGraph,
    targets,
    onLeaf: (leaf, gradient) => {
      if (targets.has(leaf)) found.set(leaf, gradient);
    },
    onNode: (node, gradient) => {
      if (targets.has(node)) found.set(node, gradient);
    },
  });
  return found;
}
