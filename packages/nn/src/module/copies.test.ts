import * as tensors from "@lumbre/tensor";
import { expect, test, vi } from "vitest";
import * as nn from "../index.js";
import { version } from "../version.js";

vi.resetModules();
const other = await import("../index.js");
const otherTensors = await import("@lumbre/tensor");
const message = `two copies of @lumbre/nn are loaded: ${version}`;

const foreignLayer = (): nn.Module => new other.Linear(2, 1) as never;

test("the second copy is one", () => {
  expect(other.Module).not.toBe(nn.Module);
  expect(otherTensors.Tensor).not.toBe(tensors.Tensor);
});

test.each<[string, () => unknown]>([
  ["Sequential", () => new nn.Sequential(foreignLayer())],
  ["Sequential", () => new nn.Sequential({ a: foreignLayer() })],
  ["ModuleList", () => new nn.ModuleList([foreignLayer()])],
  ["ModuleList", () => new nn.ModuleList().append(foreignLayer())],
  ["ModuleDict", () => new nn.ModuleDict().set("a", foreignLayer())],
  ["ParameterList", () => new nn.ParameterList([new other.Parameter(otherTensors.ones(1) as never) as never])],
])("%s refuses a layer or a parameter of another copy", (op, call) => {
  expect(call).toThrow(tensors.DuplicatePackageError);
  expect(call).toThrow(`${op}: ${message}, which ${op} belongs to, and ${version}, which made what it was given`);
});

test("a field refuses them, too, when the module is first walked", () => {
  class Net extends nn.Module {
    held: unknown;
    constructor(held: unknown) {
      super();
      this.held = held;
    }
    forward(x: tensors.Tensor): tensors.Tensor {
      return x;
    }
  }
  expect(() => new Net(foreignLayer()).parameters()).toThrow(`Net: ${message}`);
  expect(() => new Net(new other.Parameter(otherTensors.ones(1) as never)).stateDict()).toThrow(`Net: ${message}`);
  expect(() => new Net(otherTensors.ones(1)).modules()).toThrow("Net: two copies of @lumbre/tensor are loaded");
});
