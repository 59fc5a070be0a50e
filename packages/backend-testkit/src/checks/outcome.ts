import {
  cpu,
  type Device,
  DeviceError,
  type DType,
  IndexError,
  LumbreError,
  type Tensor,
  Tensor as TensorClass,
  tensor,
} from "@lumbre/tensor";
import { internals, makeTensor } from "@lumbre/tensor/engine";
import { ConformanceError } from "../device/compare.js";
import type { HostTensor } from "../device/hostTensor.js";
import { type LayoutName, placeTensor } from "../device/layouts.js";
import { evaluate, type Subject } from "../device/subject.js";
import type { Sample, SampleResult } from "../samples/sample.js";

/** What a call gave: values, or the error that it threw. */
export type Outcome = { readonly values: readonly HostTensor[] } | { readonly error: Error };

/** Everything that an op gave, as a list of tensors. */
export function tensorsOf(result: SampleResult): readonly Tensor[] {
  if (typeof result === "boolean") return [tensor(result ? 1 : 0, { dtype: "bool", device: cpu })];
  if (result instanceof TensorClass) return [result];
  return "values" in result && "indices" in result ? [result.values, result.indices] : (result as readonly Tensor[]);
}

/** Whether an op writes into its first input. */
export function isInPlace({ op }: Pick<Sample, "op">): boolean {
  return op.endsWith("_");
}

/** All of the memory that a tensor lies in. */
export function wholeMemory(x: Tensor): Tensor {
  const { storage } = internals(x);
  return makeTensor(storage, [storage.length]);
}

/** Makes a sample's call on a device, with the inputs in these layouts. */
export async function callSample(
  sample: Sample,
  device: Device,
  inputs: readonly HostTensor[],
  layouts: readonly LayoutName[] = [],
): Promise<Outcome> {
  return settle(() => {
    const placed = inputs.map((input, i) => placeTensor(input, layouts[i] ?? "contiguous", device));
    const outputs = tensorsOf(sample.call(placed, device));
    // What lies beside a view that is written into has to stay as it is.
    return isInPlace(sample) ? [...outputs, wholeMemory(placed[0])] : outputs;
  });
}

/** {@link evaluate}, with an error as an outcome. */
export async function settle(fn: () => readonly Tensor[]): Promise<Outcome> {
  try {
    return { values: await evaluate(fn) };
  } catch (error) {
    return { error: error as Error };
  }
}

/** Whether an op asked for a dtype that the backend does not hold, and was refused it by name. */
function isRefusedDType(subject: Subject, found: Outcome): boolean {
  if (!("error" in found) || !(found.error instanceof DeviceError)) return false;
  const [, dtype] = /device does not hold (\w+);/.exec(found.error.message) ?? [];
  return dtype !== undefined && !subject.has(dtype as DType);
}

/** Whether a backend that can only answer later need not do what the reference does. */
function isExcused(subject: Subject, readsValues: boolean, found: Outcome, expected: Outcome): boolean {
  if (!subject.isAsyncOnly) return false;
  // It cannot know which values its memory holds when the op is called, and so neither complain of them.
  if ("error" in expected && (readsValues || expected.error instanceof IndexError)) return true;
  return readsValues && "error" in found && found.error instanceof DeviceError && found.error.message.includes("await");
}

/** How an outcome is compared. */
export interface ComparisonOptions {
  readonly scale: "element" | "tensor";
  readonly factor?: number;
  readonly readsValues?: boolean;
}

/**
 * Compares what the backend gave with what the CPU reference gave, which may be an error on both: one that says what is
 * wrong with the call, not one that JavaScript throws.
 * @returns The largest relative error.
 */
export function compareOutcomes(
  subject: Subject,
  found: Outcome,
  expected: Outcome,
  what: string,
  options: ComparisonOptions,
): number {
  if (isExcused(subject, options.readsValues ?? false, found, expected) || isRefusedDType(subject, found)) return 0;
  if ("error" in expected) {
    if (!(expected.error instanceof LumbreError)) throw expected.error;
    if (!("error" in found))
      throw new ConformanceError(`${what}: expected ${describeError(expected.error)}, got no error`);
    if (describeError(found.error) === describeError(expected.error)) return 0;
    throw new ConformanceError(`${what}: got ${describeError(found.error)}, expected ${describeError(expected.error)}`);
  }
  if ("error" in found) throw found.error;
  return subject.compare(found.values, expected.values, what, options);
}

function describeError({ name, message }: Error): string {
  return `${name}: ${message}`;
}
