import { DeviceError, DTypeError, ones, Tensor } from "@lumbre/tensor";
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
