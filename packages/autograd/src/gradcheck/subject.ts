import { ArgumentError, fromTypedArray, type Tensor, ValueError } from "@lumbre/tensor";
import { aTensor, describe } from "@lumbre/tensor/engine";
import { requireSynchronous } from "../blocks.js";
import { grad } from "../grad.js";
import { enableGrad, noGrad } from "../gradMode.js";
import type { Differentiable } from "./options.js";

/** A tensor whose gradient is checked. */
export interface Checked {
  /** "input 0", or the parameter's name. */
  readonly name: string;
  readonly tensor: Tensor;
  /** The index among the inputs; null for a parameter. */
  readonly input: number | null;
}

type Named = readonly [name: string, tensor: Tensor];

interface ModuleLike {
  namedParameters(): Iterable<Named>;
  namedBuffers?(): Iterable<Named>;
}

function isModule(value: unknown): value is ModuleLike {
  return typeof (value as { readonly namedParameters?: unknown } | null)?.namedParameters === "function";
}

/** The parameters that are checked, with names. @throws {ArgumentError} for what are no tensors. */
export function listParameters(op: string, func: Differentiable, given: unknown): readonly Named[] {
  const from = given ?? (isModule(func) ? func : []);
  if (isModule(from)) return [...from.namedParameters()];
  if (typeof from !== "object" || !(Symbol.iterator in from) || aTensor.accepts(from)) {
    throw new ArgumentError(
      `${op}: parameters must be a module, a list of tensors or one of [name, tensor], got ${describe(from)}`,
    );
  }
  return [...(from as Iterable<unknown>)].map((element, i) => {
    const [name, tensor] = Array.isArray(element) ? (element as unknown[]) : [`parameters[${i}]`, element];
    if (!aTensor.accepts(tensor)) throw aTensor.refusal(op, `parameters[${i}]`, tensor);
    return [String(name), tensor] as const;
  });
}

/** A function, its inputs, and the parameters that it uses: evaluates it, and differentiates it. */
export class Subject {
  /** The inputs, and then the parameters, that require a gradient. */
  readonly checked: readonly Checked[];

  constructor(
    private readonly func: Differentiable,
    readonly inputs: readonly Tensor[],
    parameters: readonly Named[],
  ) {
    this.checked = [
      ...inputs.map((tensor, i): Checked => ({ name: `input ${i}`, tensor, input: i })),
      ...parameters.map(([name, tensor]): Checked => ({ name, tensor, input: null })),
    ].filter(({ tensor }) => tensor.requiresGrad);
  }

  /** The outputs at the inputs as they are. */
  outputs(): readonly Tensor[] {
    return evaluate(this.func, this.inputs);
  }

  /** The outputs' elements, with others in place of those of one tensor. */
  valuesWith({ tensor, input }: Checked, data: Float64Array): Float64Array[] {
    const { shape, dtype, device } = tensor;
    const changed = fromTypedArray(data, shape, { dtype, device, requiresGrad: true });
    if (input !== null) {
      return valuesOf(
        evaluate(
          this.func,
          this.inputs.map((other, i) => (i === input ? changed : other)),
        ),
      );
    }
    const before = tensor.detach().clone();
    try {
      noGrad(() => tensor.copy_(changed));
      return valuesOf(this.outputs());
    } finally {
      noGrad(() => tensor.copy_(before));
    }
  }

  /** `uᵀ J` for every tensor that is checked; null where the outputs do not depend on it. */
  gradients(outputs: readonly Tensor[], u: readonly Tensor[]): (Float64Array | null)[] {
    const used = outputs.map((output, o) => [output, u[o]] as const).filter(([output]) => output.requiresGrad);
    if (used.length === 0) return this.checked.map(() => null);
    const found = grad(
      used.map(([output]) => output),
      this.checked.map(({ tensor }) => tensor),
      { gradOutputs: used.map(([, g]) => g), allowUnused: true, retainGraph: true },
    );
    return found.map((gradient) => (gradient === null ? null : Float64Array.from(gradient.readSync())));
  }

  /** Throws unless the outputs stay as they are when the function is called again. */
  requireDeterministic(op: string, outputs: readonly Tensor[], tolerance: number): void {
    const again = valuesOf(this.outputs());
    let largest = 0;
    for (const [o, first] of valuesOf(outputs).entries()) {
      for (let k = 0; k < first.length; k++) {
        const difference = Math.abs(first[k] - again[o][k]);
        if (difference > largest) largest = difference;
      }
    }
    if (largest <= tolerance) return;
    throw new ValueError(
      `${op}: func gives other outputs when it is called again with the same inputs, by up to ${largest}; ` +
        "write model.eval(), seed what it draws, or set { nondetTol }",
    );
  }
}

/** Runs `fn`, and sets the buffers of modules back, such as running means, which evaluating changes. */
export function restoringBuffers<T>(modules: readonly unknown[], fn: () => T): T {
  const buffers = () => modules.filter(isModule).flatMap((module) => [...(module.namedBuffers?.() ?? [])]);
  const before = buffers().map(([, buffer]) => buffer.detach().clone());
  try {
    return fn();
  } finally {
    noGrad(() => {
      for (const [i, [, buffer]] of buffers().entries()) buffer.copy_(before[i]);
    });
  }
}

export function evaluate(func: Differentiable, inputs: readonly Tensor[]): readonly Tensor[] {
  const result: unknown = enableGrad(() => requireSynchronous("gradcheck", func(...inputs)));
  const outputs = Array.isArray(result) ? (result as unknown[]) : [result];
  return outputs.map((output, i) => {
    if (!aTensor.accepts(output)) throw aTensor.refusal("gradcheck", `output ${i} of func`, output);
    return output;
  });
}

export function valuesOf(tensors: readonly Tensor[]): Float64Array[] {
  return tensors.map((tensor) => Float64Array.from(tensor.readSync()));
}
