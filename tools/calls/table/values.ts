import * as nn from "@lumbre/nn";
import * as optim from "@lumbre/optim";
import { arange, type Shape, type Tensor, tensor } from "@lumbre/tensor";
import type { Taken } from "../parameters.js";

/** Good values of one callable's parameters, by name; `this` is the object whose method it is. */
export type Values = Readonly<Record<string, (taken: Taken) => unknown>>;
export type Table = Readonly<Record<string, Values>>;

/** The same values for several callables. */
export function each(names: string, values: Values): Table {
  return Object.fromEntries(names.split(" ").map((name) => [name, values]));
}

/** Makes tensors of a shape, with elements that differ, between 0 and 1. */
export const floats = (...shape: number[]): (() => Tensor) => {
  const count = shape.reduce((a, b) => a * b, 1);
  return () =>
    arange(0, count)
      .mul(7)
      .remainder(count)
      .add(0.5)
      .div(count)
      .reshape(shape as Shape);
};

export const integers =
  (...values: number[]): (() => Tensor) =>
  () =>
    tensor(values, { dtype: "int32" });
export const bools =
  (...values: boolean[]): (() => Tensor) =>
  () =>
    tensor(values);
export const value =
  <T>(it: T): (() => T) =>
  () =>
    it;

export const linear = (): nn.Module => new nn.Linear(2, 2);

/** Parameters with gradients. */
export function trained(): nn.Parameter[] {
  const layer = new nn.Linear(2, 2);
  layer.forward(floats(2, 2)()).sum().backward();
  return layer.parameters();
}

export const optimizer = (): optim.Optimizer =>
  new optim.SGD(trained(), 0.5, { momentum: 0.9 }) as unknown as optim.Optimizer;
export const scheduler = (): optim.LRScheduler => new optim.ExponentialLR(optimizer(), 0.5) as optim.LRScheduler;
