import { type BackwardOptions, Tensor, ValueError } from "@lumbre/tensor";
import {
  aBoolean,
  aTensor,
  bind,
  defineSignature,
  either,
  nullable,
  optional,
  required,
  tensors,
} from "@lumbre/tensor/engine";
import { accumulateFrom } from "./accumulate.js";
import { rootOf } from "./backward.js";
import { oneOrMoreGradients } from "./grad.js";

/** Options of {@link backward}: those of `tensor.backward`, with a gradient for each tensor. */
export interface BackwardOfOptions extends Omit<BackwardOptions, "gradient"> {
  /** The gradient to start from at each tensor; null: 1, which only a tensor of one element allows. Default null. */
  readonly gradTensors?: Tensor | readonly (Tensor | null)[] | null;
}

const oneOrMore = either(aTensor, tensors);
const signature = defineSignature(
  "backward",
  required("tensors", oneOrMore),
  optional("gradTensors", nullable(oneOrMoreGradients), null),
  optional("retainGraph", nullable(aBoolean), null),
  optional("createGraph", aBoolean, false),
  optional("inputs", nullable(oneOrMore), null),
);

function listOf<T>(value: Tensor | readonly T[]): readonly (Tensor | T)[] {
  return value instanceof Tensor ? [value] : value;
}

/**
 * Computes the gradients of the sum of several tensors with respect to every leaf that requires one, in one pass, and adds
 * them to `leaf.grad`.
 *
 * @param tensors One tensor or several, which require gradients.
 * @param gradTensors The gradient to start from at each; null: 1, which only a tensor of one element allows. Default null.
 * @param retainGraph Keep what was saved, so that backward can run again; null: as createGraph says. Default null.
 * @param createGraph Record the backward itself, for higher derivatives. Default false.
 * @param inputs The tensors whose gradients are wanted, all others stay as they are; null: every leaf. Default null.
 * @throws {GradError} when a tensor requires no gradient; for a non-scalar without a gradient; for inputs that require none.
 * @throws {ValueError} for another number of gradients than tensors.
 * @throws {ArgumentError} for an unknown option, and one of the wrong kind.
 * @example
 * const x = tensor([1, 2], { requiresGrad: true });
 * backward([x.sum(), x.mul(3)], [null, tensor([1, 10])]);
 * x.grad; // => tensor([ 4., 31.])
 * @see https://pytorch.org/docs/stable/generated/torch.autograd.backward.html
 */
export function backward(
  tensors: Tensor | readonly Tensor[],
  gradTensors?: Tensor | readonly (Tensor | null)[] | null | BackwardOfOptions,
  retainGraph?: boolean | null | Omit<BackwardOfOptions, "gradTensors">,
  createGraph?: boolean | Pick<BackwardOfOptions, "createGraph" | "inputs">,
  inputs?: Tensor | readonly Tensor[] | null | Pick<BackwardOfOptions, "inputs">,
): void {
  const [from, given, retains, creates, wanted] = bind(signature, arguments);
  const outputs = listOf(from);
  const gradients = given === null ? [] : listOf(given);
  if (given !== null && gradients.length !== outputs.length) {
    throw new ValueError(`backward: got ${outputs.length} tensors and ${gradients.length} gradTensors`);
  }
  const roots = outputs.map((output, i) => rootOf("backward", output, gradients[i] ?? null));
  accumulateFrom(
    roots,
    gradients.filter((gradient) => gradient !== null),
    { retainGraph: retains, createGraph: creates, inputs: wanted === null ? null : listOf(wanted) },
  );
}
