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
  readonly edges: readonly Edge[];
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
  private readonly inputDTypes: readonly DType[];
  private savedInputs: readonly (Saved | null)[] = nothing;
  private savedOutputs: readonly (Saved | null)[] = nothing;
  private isReleased = false;

  constructor(
    readonly op: Op<never>,
    readonly attributes: never,
    inputs: readonly Operand[],
    outputs: readonly Tensor[],
    edges: readonly Edge[],
  ) {
    this.edges = edges;
    const count = inputs.length;
    const shapes = new Array<Shape>(count);
    const inputDTypes = new Array<DType>(count);
    for (let i = 0; i < count; i++) {
      const input = inputs[i];
      shapes[i] = typeof input === "number" ? scalarShape : input.shape;
      inputDTypes[i] = typeof input === "number" ? "float32" : input.dtype;
    }
    this.inputShapes = shapes;
    this.inputDTypes = inputDTypes;
    this.outputShape = outputs[0].shape;
    this.outputDType = outputs[0].dtype;
    const { saves } = op;
    if (saves === undefined) return;
    this.saveInputs(saves, inputs);
    const kept = saves.output ?? false;
    if (kept !== false) {
      this.savedOutputs = outputs.map((output, i) => (kept === true || kept.includes(i) ? save(output) : null));
    }
  }

  private saveInputs({ inputs: always, inputsPerRule }: Saves, inputs: readonly Operand[]): void {
    if (always === undefined && inputsPerRule === undefined) return;
    const saved = new Array<Saved | null>(inputs.length).fill(null);
    const keep = (position: number): void => {
      saved[position] ??= save(inputs[position]);
    };
    always?.forEach(keep);
    inputsPerRule?.forEach((positions, i) => {
      if (this.edges[i] !== null) positions.forEach(keep);
    });
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
    return this.inputDTypes[i];
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
