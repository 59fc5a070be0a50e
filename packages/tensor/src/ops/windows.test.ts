import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  avgPool1d,
  avgPool2d,
  conv1d,
  conv2d,
  convTranspose1d,
  convTranspose2d,
  maxPool1d,
  maxPool2d,
  type Tensor,
} from "@lumbre/tensor";
import { randomTensor } from "@lumbre/testing";
import { describe, expect, expectTypeOf, test } from "vitest";

/** What a call in plain JavaScript may be. */
type Untyped = (...args: unknown[]) => unknown;

const image = randomTensor([1, 2, 7, 6], 1);
const line = randomTensor([1, 2, 9], 2);
const bias = randomTensor([4], 3);
const weight = randomTensor([4, 1, 2, 3], 4);
const lineWeight = randomTensor([4, 1, 2], 5);
const back = randomTensor([2, 2, 2, 3], 6);
const lineBack = randomTensor([2, 2, 2], 7);

/** By position, mixed, by name: all the same. */
const calls: [name: string, forms: (() => Tensor)[]][] = [
  [
    "conv2d",
    [
      () => conv2d(image, weight, bias, 2, [1, 0], 2, 2),
      () => conv2d(image, weight, bias, 2, { padding: [1, 0], dilation: 2, groups: 2 }),
      () => conv2d(image, weight, bias, { stride: 2, padding: [1, 0], dilation: 2, groups: 2 }),
      () => conv2d(image, weight, { bias, stride: 2, padding: [1, 0], dilation: 2, groups: 2 }),
    ],
  ],
  [
    "conv1d",
    [
      () => conv1d(line, lineWeight, bias, 2, [1], 3, 2),
      () => conv1d(line, lineWeight, bias, 2, 1, { dilation: 3, groups: 2 }),
      () => conv1d(line, lineWeight, { bias, stride: [2], padding: 1, dilation: 3, groups: 2 }),
    ],
  ],
  [
    "convTranspose2d, whose groups come before the dilation",
    [
      () => convTranspose2d(image, back, bias, 3, 1, [1, 0], 2, 2),
      () => convTranspose2d(image, back, bias, 3, 1, { outputPadding: [1, 0], groups: 2, dilation: 2 }),
      () =>
        convTranspose2d(image, back, { bias, stride: 3, padding: 1, outputPadding: [1, 0], groups: 2, dilation: 2 }),
    ],
  ],
  [
    "convTranspose1d",
    [
      () => convTranspose1d(line, lineBack, bias, 3, 1, 1, 2, 2),
      () => convTranspose1d(line, lineBack, bias, 3, 1, 1, { groups: 2, dilation: 2 }),
      () => convTranspose1d(line, lineBack, { bias, stride: 3, padding: 1, outputPadding: 1, groups: 2, dilation: 2 }),
    ],
  ],
  [
    "maxPool2d",
    [
      () => maxPool2d(image, 3, 2, 1, 2, true),
      () => maxPool2d(image, 3, 2, { padding: 1, dilation: 2, ceilMode: true }),
      () => maxPool2d(image, { kernelSize: 3, stride: 2, padding: 1, dilation: 2, ceilMode: true }),
      () => maxPool2d(image, 3, { stride: 2, padding: 1, dilation: 2, ceilMode: true, returnIndices: true }).values,
      () => maxPool2d(image, 3, 2, 1, { dilation: 2, ceilMode: true, returnIndices: true }).values,
      () => maxPool2d(image, 3, 2, 1, 2, true, true).values,
    ],
  ],
  [
    "maxPool1d",
    [
      () => maxPool1d(line, 3, 2, 1, 1, true),
      () => maxPool1d(line, [3], [2], { padding: [1], ceilMode: true }),
      () => maxPool1d(line, 3, 2, { padding: 1, ceilMode: true, returnIndices: true }).values,
    ],
  ],
  [
    "avgPool2d",
    [
      () => avgPool2d(image, 3, null, 1, true, false, 5),
      () => avgPool2d(image, 3, null, 1, { ceilMode: true, countIncludePad: false, divisorOverride: 5 }),
      () => avgPool2d(image, { kernelSize: 3, padding: 1, ceilMode: true, countIncludePad: false, divisorOverride: 5 }),
    ],
  ],
  [
    "avgPool1d",
    [
      () => avgPool1d(line, 2, 3, 1, true, false),
      () => avgPool1d(line, 2, 3, { padding: 1, ceilMode: true, countIncludePad: false }),
    ],
  ],
  [
    "adaptive pooling",
    [() => adaptiveAvgPool2d(image, [2, null]), () => adaptiveAvgPool2d(image, { outputSize: [2, null] })],
  ],
  [
    "adaptive max pooling",
    [
      () => adaptiveMaxPool2d(image, 2),
      () => adaptiveMaxPool2d(image, 2, true).values,
      () => adaptiveMaxPool2d(image, 2, { returnIndices: true }).values,
    ],
  ],
  ["adaptive pooling of lines", [() => adaptiveAvgPool1d(line, 2), () => adaptiveAvgPool1d(line, [2])]],
];

describe("arguments by position, by name and mixed are the same", () => {
  for (const [name, [first, ...others]] of calls) {
    test(name, () => {
      const expected = first().toArray();
      for (const other of others) expect(other().toArray()).toEqual(expected);
    });
  }
});

test.each<[() => unknown, string]>([
  [() => conv2d(image, weight, null, { strides: 2 } as never), "conv2d: unknown option strides; did you mean stride?"],
  [() => conv2d(image, weight, null, 1, { stride: 1 } as never), "conv2d: stride is given twice"],
  [() => (conv2d as Untyped)(image, weight, null, 1, 0, 1, 1, 1), "conv2d: 1 argument(s) too many, got 1"],
  [() => conv2d(image, [[1]] as never), "conv2d: weight must be a tensor, got an array"],
  [() => conv2d(image, weight, null, true as never), "conv2d: stride must be a number or a list of numbers, got true"],
  [() => convTranspose1d(line, lineBack, { output_padding: 1 } as never), "did you mean outputPadding?"],
  [() => maxPool2d(image, "2" as never), 'maxPool2d: kernelSize must be a number or a list of numbers, got "2"'],
  [
    () => maxPool2d(image, 2, { ceil_mode: true } as never),
    "maxPool2d: unknown option ceil_mode; did you mean ceilMode?",
  ],
  [() => maxPool1d([[1]] as never, 2), "maxPool1d: expected a tensor, got an array"],
  [() => avgPool2d(image, 2, 2, 0, 1 as never), "avgPool2d: ceilMode must be true or false, got 1"],
  [() => avgPool1d(line, 2, { divisorOverride: 2 } as never), "avgPool1d: unknown option divisorOverride"],
  [
    () => adaptiveAvgPool2d(image, "1" as never),
    "adaptiveAvgPool2d: outputSize must be a number, null or a list of them",
  ],
  [() => (adaptiveMaxPool1d as Untyped)(line, 2, false, 1), "adaptiveMaxPool1d: 1 argument(s) too many"],
  [() => avgPool1d(line, 2, 1e300), "avgPool1d: stride must be less than 2 ** 30, got 1e+300"],
  [
    () => conv2d(image, weight, null, 1, [0, 2 ** 31], 1, 2),
    "conv2d: padding must be less than 2 ** 30, got [0, 2147483648]",
  ],
  [
    () => conv2d(image, weight, null, 1, 0, 2 ** 29, 2),
    "conv2d: what the dilated kernel spans must be less than 2 ** 30, got [536870913, 1073741825]",
  ],
  [
    () => avgPool2d(image, 2 ** 16, 2 ** 17, 0, true),
    "avgPool2d: the product of kernelSize must be less than 2 ** 30, got 4294967296",
  ],
  [
    () => convTranspose1d(line, lineBack, null, 2 ** 28),
    "convTranspose1d: the output's size must be less than 2 ** 30, got 2147483650",
  ],
])("%s", (call, message) => {
  expect(call).toThrow(message);
});

test("TypeScript knows when there are indices", () => {
  expectTypeOf(maxPool2d(image, 2, 2)).toEqualTypeOf<Tensor>();
  expectTypeOf(maxPool2d(image, 2, 2, { padding: 0, returnIndices: true }).indices).toEqualTypeOf<Tensor>();
  expectTypeOf(adaptiveMaxPool1d(line, 1, true).indices).toEqualTypeOf<Tensor>();
  // @ts-expect-error a name that is not PyTorch's
  expect(() => maxPool2d(image, 2, { strides: 1 })).toThrow();
  // @ts-expect-error the stride twice
  expect(() => conv2d(image, weight, null, 1, { stride: 1 })).toThrow();
});
