import { ArgumentError, DeviceError, DTypeError, ones, Tensor, zeros } from "@lumbre/tensor";
import { absent } from "@lumbre/tensor/engine";
import { expect, test } from "vitest";

const x = ones(2) as unknown as Record<string, () => unknown>;

test("methods that cannot be here say what to write, in JavaScript", () => {
  expect(() => x.half()).toThrow(DTypeError);
  expect(() => x.bfloat16()).toThrow('bfloat16: there is no bfloat16; write x.float() or x.to("float32")');
  expect(() => x.short()).toThrow('short: there is no int16; write x.int() or x.to("int32")');
  expect(() => x.char()).toThrow("char: there is no int8");
  expect(() => x.type()).toThrow("type: write x.dtype");
  expect(() => x.cuda()).toThrow(DeviceError);
  for (const name of Object.keys(absent)) {
    expect(() => x[name](), name).toThrow(new RegExp(`^${name}: `));
    expect(Object.keys(Tensor.prototype)).not.toContain(name);
  }
});

test("TypeScript does not know them", () => {
  // @ts-expect-error there is no float16
  expect(() => ones(2).half()).toThrow(DTypeError);
});

test("what cannot be assigned is an error, in JavaScript, and changes nothing", () => {
  const x = zeros(2, 3);
  const any = x as unknown as Record<string, unknown>;
  for (const [name, value] of Object.entries({ device: x.device, ndim: 1 })) {
    expect(() => (any[name] = value), name).toThrow(ArgumentError);
    expect(() => (any[name] = value), name).toThrow(`${name}: cannot be assigned; write x`);
  }
  for (const name of ["T", "mT", "H", "mH", "gradFn", "isLeaf"])
    expect(() => (any[name] = null)).toThrow(ArgumentError);
  expect(() => (any.requires_grad = true)).toThrow("requires_grad: write x.requiresGrad");
  expect(() => any.requires_grad).toThrow("requires_grad: write x.requiresGrad");
  expect([x.shape, x.stride(), x.dtype]).toEqual([[2, 3], [3, 1], "float32"]);
});

test("brackets say what to write", () => {
  const x = zeros(2, 3) as unknown as Record<number, unknown>;
  expect(() => x[0]).toThrow("Tensor: x[0] is not an element of a tensor in JavaScript; write x.at(0) to read");
  expect(() => (x[1] = 5)).toThrow(ArgumentError);
});
