import {
  type DType,
  GradError,
  type GradHook,
  type GraphNode,
  LumbreError,
  type Operand,
  type Shape,
  type Tensor,
} from "@lumbre/tensor";
import type { GradContext, Op, Saves } from "@lumbre/tensor/engine";
import { copySlicesOp, internals } from "@lumbre/tensor/engine";

/** Where a gradient goes next: into the node that made the input, into a leaf, or nowhere. */
export type Edge = GradNode | Tensor | null;

interface Saved {
  readonly value: Operand;
  readonly version: number;
}

const nothing: readonly (Saved | null)[] = [];
const scalarShape: Shape = [];

function shapeOf(input: Operand): Shape {
  return typeof input === "number" ? scalarShape : input.shape;
}

/** The dtype that all inputs have, as those of nearly all ops do, or a list of theirs. A number has that of the rest. */
function dtypesOf(inputs: readonly Operand[]): DType | readonly DType[] {
  let common: DType | null = null;
  for (const input of inputs) {
    if (typeof input === "number") continue;
    if (common !== null && common !== input.dtype)
      return inputs.map((x) => (typeof x === "number" ? "float32" : x.dtype));
    common = input.dtype;
  }
  return common ?? "float32";
}

function save(value: Operand): Saved {
  return { value, version: typeof value === "number" ? 0 : internals(value).storage.version };
}

/** How a saved tensor was changed, for the error that says so. */
export function changeOf(saved: Tensor, version: number): string {
  const { storage } = internals(saved);
  const by = storage.changedBy === null ? "" : `, last changed by ${storage.changedBy}`;
  return `is at version ${storage.version}${by}; expected version ${version} instead`;
}

/** The error of a second backward through a graph that the first one has freed. */
export function graphFreed(op: string): GradError {
  return new GradError(
    `${op}: Trying to backward through the graph a second time, but the saved values have already been freed. ` +
      "Specify { retainGraph: true } when calling backward() or grad() the first time",
  );
}

/**
 * One recorded op: where its inputs came from, what it saved, and, as the rules' context, access to both. It keeps
 * only the inputs and outputs that its op declares, so all others can be freed before backward.
 */
export class GradNode implements GraphNode, GradContext<never> {
  /** Hooks on the gradient of the output. */
  hooks: GradHook[] | null = null;
  /** The output whose `grad` is to be filled in, when retainGrad was called. */
  retained: WeakRef<Tensor> | null = null;
  /** Where the op was called, in anomaly mode. */
  callSite: string | null = null;
  /** Lets go of what a custom function keeps outside of this node. */
  onRelease: (() => void) | null = null;
  readonly outputShape: Shape;
  readonly outputDType: DType;
  private readonly inputShapes: readonly Shape[];
  private readonly inputDTypes: DType | readonly DType[];
  private savedInputs: readonly (Saved | null)[] = nothing;
  private savedOutputs: readonly (Saved | null)[] = nothing;
  private isReleased = false;

  constructor(
    readonly op: Op<never>,
    readonly attributes: never,
    inputs: readonly Operand[],
    readonly edges: readonly Edge[],
    output: Tensor,
    outputs?: readonly Tensor[],
  ) {
    const shapes = new Array<Shape>(inputs.length);
    for (let i = 0; i < shapes.length; i++) shapes[i] = shapeOf(inputs[i]);
    this.inputShapes = shapes;
    this.inputDTypes = dtypesOf(inputs);
    this.outputShape = output.shape;
    this.outputDType = output.dtype;
    const { saves } = op;
    if (saves === undefined) return;
    this.saveInputs(saves, inputs);
    const kept = saves.output ?? false;
    if (kept !== false) this.saveOutputs(kept, outputs ?? [output]);
  }

  private saveOutputs(kept: true | readonly number[], outputs: readonly Tensor[]): void {
    const saved = new Array<Saved | null>(outputs.length);
    for (let i = 0; i < outputs.length; i++) saved[i] = kept === true || kept.includes(i) ? save(outputs[i]) : null;
    this.savedOutputs = saved;
  }

  private saveInputs({ inputs: always, inputsPerRule }: Saves, inputs: readonly Operand[]): void {
    if (always === undefined && inputsPerRule === undefined) return;
    // Loops without closures: each of them would be made anew for every op that is recorded.
    const saved = new Array<Saved | null>(inputs.length).fill(null);
    if (always !== undefined) for (const i of always) saved[i] = save(inputs[i]);
    if (inputsPerRule !== undefined) {
      for (let rule = 0; rule < inputsPerRule.length; rule++) {
        if (this.edges[rule] === null) continue;
        for (const i of inputsPerRule[rule]) saved[i] ??= save(inputs[i]);
      }
    }
    this.savedInputs = saved;
  }

  get name(): string {
    if ((this.op as unknown) === copySlicesOp) return "CopySlices";
    return `${this.op.name[0].toUpperCase()}${this.op.name.slice(1)}Backward0`;
  }

  input(i: number): Tensor {
    return this.operand(i) as Tensor;
  }

  operand(i: number): Operand {
    return this.open(this.savedInputs[i], `input ${i}`);
  }

  output(i = 0): Tensor {
    return this.open(this.savedOutputs[i], `output ${i}`) as Tensor;
  }

  inputShape(i: number): Shape {
    return this.inputShapes[i];
  }

  inputDType(i: number): DType {
    return typeof this.inputDTypes === "string" ? this.inputDTypes : this.inputDTypes[i];
  }

  /** Lets go of what was saved; a later backward through this node throws. */
  release(): void {
    this.isReleased = true;
    this.savedInputs = nothing;
    this.savedOutputs = nothing;
    this.onRelease?.();
  }

  private open(saved: Saved | null | undefined, what: string): Operand {
    if (this.isReleased) throw graphFreed(this.op.name);
    if (saved === null || saved === undefined)
      throw new LumbreError(`${this.op.name}: its gradient uses ${what}, which the op does not save`);
    const { value, version } = saved;
    if (typeof value !== "number" && internals(value).storage.version !== version) {
      throw new GradError(
        `${this.op.name}: one of the variables needed for gradient computation has been modified by an inplace operation: ` +
          `${what}, of shape [${value.shape.join(", ")}], ${changeOf(value, version)}`,
      );
    }
    return value;
  }
}
