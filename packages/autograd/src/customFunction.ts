import { ArgumentError, GradError, Tensor, ValueError } from "@lumbre/tensor";
import {
  aFunction,
  aString,
  aTensor,
  bind,
  defineKind,
  defineSignature,
  describe,
  type GradRule,
  ignoreRejection,
  internals,
  isFloat,
  isPlainObject,
  type Op,
  positional,
  requireNames,
  requireTensor,
} from "@lumbre/tensor/engine";
import { captureCallSite } from "./anomaly.js";
import { isRecording, withGradMode } from "./gradMode.js";
import { changeOf, type Edge, GradNode, graphFreed } from "./node.js";

/** What forward may leave for backward. */
export interface FunctionContext {
  /** Keeps tensors for backward; a change in place after this throws there. Call it at most once. */
  saveForBackward(...tensors: Tensor[]): void;
  /** What {@link saveForBackward} kept. */
  readonly savedTensors: readonly Tensor[];
  /** Which inputs need a gradient; backward may return null for the others. */
  readonly needsInputGrad: readonly boolean[];
}

/** A function with a backward of its own. */
export interface CustomFunction<Inputs extends readonly unknown[]> {
  /** Shown in errors and as the result's gradFn. */
  readonly name: string;
  /** Computes the result; nothing in it is recorded. */
  forward(context: FunctionContext, ...inputs: Inputs): Tensor;
  /** One gradient per input, null where there is none to give. */
  backward(context: FunctionContext, grad: Tensor): readonly (Tensor | null)[];
}

const signature = defineSignature(
  "customFunction",
  positional(
    "definition",
    defineKind<object>(
      "an object with a name, forward and backward",
      // A revoked proxy throws here, which bind() explains.
      (value) => typeof value === "object" && value !== null && Object.getPrototypeOf(value) !== undefined,
    ),
  ),
);

/** Throws unless the definition is complete, and an object literal has nothing else. */
function requireDefinition(definition: object): void {
  const { name, forward, backward } = definition as Readonly<Record<string, unknown>>;
  if (isPlainObject(definition)) requireNames("customFunction", definition, ["name", "forward", "backward"]);
  if (!aString.accepts(name)) throw aString.refusal("customFunction", "name", name);
  for (const [field, value] of Object.entries({ forward, backward })) {
    if (!aFunction().accepts(value)) throw aFunction().refusal("customFunction", field, value);
  }
}

/** {@link FunctionContext} as both passes share it. */
class Context implements FunctionContext {
  private saved: readonly { readonly tensor: Tensor; readonly version: number }[] | null = [];

  constructor(
    private readonly name: string,
    readonly needsInputGrad: readonly boolean[],
  ) {}

  saveForBackward(...tensors: Tensor[]): void {
    for (const [i, tensor] of tensors.entries()) {
      if (!aTensor.accepts(tensor)) throw aTensor.refusal(`${this.name}.saveForBackward`, `tensors[${i}]`, tensor);
    }
    this.saved = tensors.map((tensor) => ({ tensor, version: internals(tensor).storage.version }));
  }

  get savedTensors(): readonly Tensor[] {
    if (this.saved === null) throw graphFreed(this.name);
    return this.saved.map(({ tensor, version }) => {
      if (internals(tensor).storage.version !== version) {
        throw new GradError(
          `${this.name}: a tensor saved for backward has been modified by an inplace operation: it ${changeOf(tensor, version)}`,
        );
      }
      return tensor;
    });
  }

  release(): void {
    if (this.saved !== null && this.saved.length > 0) this.saved = null;
  }
}

/**
 * Makes a function whose gradient is computed by a backward of your own, for what no op offers, or to replace a
 * gradient that is slow or unstable. When backward uses Tensor methods, it can be differentiated again.
 *
 * @param definition A name, forward and backward.
 * @returns A function of the same inputs. Inputs that are no tensors get no gradient.
 * @throws {ArgumentError} for what is no definition; when called, for a forward that returns no tensor, and from backward
 *   for a backward that returns no list of tensors and nulls.
 * @throws {ValueError} when backward returns a list of another length than the inputs.
 * @example
 * const exp = customFunction({
 *   name: "myExp",
 *   forward(ctx, x: Tensor) {
 *     const y = x.exp();
 *     ctx.saveForBackward(y);
 *     return y;
 *   },
 *   backward: (ctx, g) => [g.mul(ctx.savedTensors[0])],
 * });
 * const x = tensor([0], { requiresGrad: true });
 * exp(x).backward();
 * x.grad; // => tensor([1.])
 * @see https://pytorch.org/docs/stable/notes/extending.html
 */
export function customFunction<Inputs extends readonly unknown[]>(
  definition: CustomFunction<Inputs>,
): (...inputs: Inputs) => Tensor {
  bind(signature, arguments);
  requireDefinition(definition);
  return (...inputs) => {
    const needs = inputs.map((input) => input instanceof Tensor && input.requiresGrad && isRecording);
    const context = new Context(definition.name, needs);
    const result = withGradMode(false, definition.name, () => definition.forward(context, ...inputs));
    requireTensor(definition.name, result, "forward must return ");
    // An input that is handed back must not get a history of its own; a view of it has one.
    const output = inputs.includes(result) || result.requiresGrad ? viewOf(result) : result;
    if (needs.includes(true) && isFloat(output.dtype)) connect(definition, context, inputs, output);
    return output;
  };
}

/** Records the call as one op. Its backward runs once, when the first rule asks; the others take from the result. */
function connect<Inputs extends readonly unknown[]>(
  definition: CustomFunction<Inputs>,
  context: Context,
  inputs: Inputs,
  output: Tensor,
): void {
  const { name } = definition;
  const positions = inputs.flatMap((input, i) => (input instanceof Tensor ? [i] : []));
  const tensors = positions.map((i) => inputs[i] as Tensor);
  let last: { readonly grad: Tensor; readonly results: readonly (Tensor | null)[] } | null = null;
  const rule: GradRule<never> = (grad, _, i) => {
    if (last?.grad !== grad) last = { grad, results: runBackward(definition, context, grad, inputs.length) };
    return last.results[positions[i]];
  };
  const op: Op<never> = { name, grad: rule };
  const edges = tensors.map(
    (tensor): Edge => (tensor.requiresGrad ? ((tensor.gradFn as GradNode | null) ?? tensor) : null),
  );
  const node = new GradNode(op, undefined as never, tensors, edges, output);
  node.callSite = captureCallSite();
  node.onRelease = () => {
    context.release();
    last = null;
  };
  internals(output).gradNode = node;
  internals(output).creationMeta = "customFunction";
}

function viewOf(x: Tensor): Tensor {
  return withGradMode(false, "customFunction", () => x.view(x.shape));
}

function runBackward<Inputs extends readonly unknown[]>(
  definition: CustomFunction<Inputs>,
  context: Context,
  grad: Tensor,
  count: number,
): readonly (Tensor | null)[] {
  const results = definition.backward(context, grad);
  ignoreRejection(results);
  if (!Array.isArray(results) || !results.every((result) => result === null || result instanceof Tensor)) {
    const hint = (results as unknown) instanceof Tensor ? "; write [gradient]" : "";
    throw new ArgumentError(
      `${definition.name}: backward must return a list of tensors and nulls, got ${describe(results)}${hint}`,
    );
  }
  if (results.length !== count) {
    throw new ValueError(`${definition.name}: backward returned ${results.length} gradients for ${count} inputs`);
  }
  return results;
}
