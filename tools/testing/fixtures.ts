import { readFileSync } from "node:fs";
import { grad } from "@lumbre/autograd";
import { type Device, type DType, fromTypedArray, scope, type Tensor } from "@lumbre/tensor";
import { expect, test } from "vitest";
import { expectTensor, type Tolerance } from "./expectClose.js";

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

/** The cases of packages/<pkg>/fixtures/<family>.json. */
export function loadFixture(pkg: string, family: string): FixtureCase[] {
  const url = new URL(`../../packages/${pkg}/fixtures/${family}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, "utf8")).cases;
}

/** Where a fixture's calls are made: on another device than the CPU, in float32 where PyTorch had float64. */
export interface Place {
  readonly device?: Device;
  readonly isSingle?: boolean;
}

/** The tensor that was written. */
export function decode(encoded: EncodedTensor, { device, isSingle = false }: Place = {}): Tensor {
  const dtype = isSingle && encoded.dtype === "float64" ? "float32" : encoded.dtype;
  const tensor = fromTypedArray(Float64Array.from(encoded.data, Number), encoded.shape, { dtype });
  return device === undefined ? tensor : tensor.to(device);
}

type Call = (inputs: Tensor[], item: FixtureCase) => Tensor | readonly Tensor[];

/**
 * One test per case: `call` makes the same call with Lumbre; outputs (and their dtypes) and the gradients of all
 * float inputs must agree with PyTorch's.
 */
export function testCases(
  cases: readonly FixtureCase[],
  call: Call,
  tolerance: Tolerance = {},
  place: Place = {},
): void {
  for (const item of cases) {
    test(`agrees with PyTorch: ${item.name}`, () => scope(() => checkCase(item, call, tolerance, place)));
  }
}

function checkCase(item: FixtureCase, call: Call, tolerance: Tolerance, place: Place): void {
  const inputs = item.inputs.map((input) => decode(input, place));
  for (const [i, input] of inputs.entries()) if (item.gradInputs[i] !== null) input.requiresGrad = true;
  const result = call(inputs, item);
  const outputs = (Array.isArray(result) ? result : [result]) as readonly Tensor[];
  expect(outputs.length).toBe(item.outputs.length);
  for (const [i, output] of outputs.entries()) expectTensor(output, decode(item.outputs[i], place), tolerance);
  checkGradients(item, inputs, outputs, tolerance, place);
}

function checkGradients(
  item: FixtureCase,
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  tolerance: Tolerance,
  place: Place,
): void {
  const wanted = inputs.filter((_, i) => item.gradInputs[i] !== null);
  if (wanted.length === 0) return;
  const differentiable = outputs.filter((_, i) => item.gradOutputs[i] !== null);
  const gradOutputs = item.gradOutputs.filter((g) => g !== null).map((g) => decode(g, place));
  const found = grad(differentiable, wanted, { gradOutputs });
  const expected = item.gradInputs.filter((g) => g !== null).map((g) => decode(g, place));
  for (const [i, gradient] of found.entries()) expectTensor(gradient, expected[i], tolerance);
}
