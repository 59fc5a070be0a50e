import { grad } from "@lumbre/autograd";
import { type Device, type DType, fromTypedArray, type Tensor } from "@lumbre/tensor";

// Nothing here needs Node or vitest, so that pages can make a fixture's calls too.

/** A tensor as the fixture scripts write it. */
export interface EncodedTensor {
  readonly dtype: DType;
  readonly shape: number[];
  readonly data: (number | string)[];
}

/** One call that PyTorch made, with its results and gradients. */
export interface FixtureCase {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: the attributes are whatever the script and the test agreed on
  readonly attributes: any;
  readonly inputs: readonly EncodedTensor[];
  readonly outputs: readonly EncodedTensor[];
  readonly gradOutputs: readonly (EncodedTensor | null)[];
  readonly gradInputs: readonly (EncodedTensor | null)[];
}

/** Where a fixture's calls are made: on another device than the CPU, in float32 where PyTorch had float64. */
export interface Place {
  readonly device?: Device;
  readonly isSingle?: boolean;
}

/** Makes the call that a fixture describes. */
export type Call = (inputs: Tensor[], item: FixtureCase) => Tensor | readonly Tensor[];

/** The tensor that was written. */
export function decode(encoded: EncodedTensor, { device, isSingle = false }: Place = {}): Tensor {
  const dtype = isSingle && encoded.dtype === "float64" ? "float32" : encoded.dtype;
  const tensor = fromTypedArray(Float64Array.from(encoded.data, Number), encoded.shape, { dtype });
  return device === undefined ? tensor : tensor.to(device);
}

/** The outputs of a fixture's call, followed by the gradients of the inputs that have one. */
export function runCase(item: FixtureCase, call: Call, place: Place = {}): Tensor[] {
  const inputs = item.inputs.map((input) => decode(input, place));
  for (const [i, input] of inputs.entries()) if (item.gradInputs[i] !== null) input.requiresGrad = true;
  const result = call(inputs, item);
  const outputs = (Array.isArray(result) ? result : [result]) as readonly Tensor[];
  const wanted = inputs.filter((_, i) => item.gradInputs[i] !== null);
  if (wanted.length === 0) return [...outputs];
  const differentiable = outputs.filter((_, i) => item.gradOutputs[i] !== null);
  const gradOutputs = item.gradOutputs.filter((g) => g !== null).map((g) => decode(g, place));
  return [...outputs, ...(grad(differentiable, wanted, { gradOutputs }) as Tensor[])];
}

/** What PyTorch got for the same. */
export function expectedOf(item: FixtureCase, place: Place = {}): Tensor[] {
  return [...item.outputs, ...item.gradInputs.filter((g) => g !== null)].map((encoded) => decode(encoded, place));
}
