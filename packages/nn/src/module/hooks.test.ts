import { ArgumentError, ones, type Tensor } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import * as nn from "../index.js";

const any = (value: unknown): never => value as never;

describe("forward hooks", () => {
  test("of a wrong kind, or that return one, are refused", () => {
    const relu = new nn.ReLU();
    const x = ones(1);
    expect(() => relu.registerForwardHook(any(3))).toThrow(
      new ArgumentError("registerForwardHook: hook must be a function, got 3"),
    );
    const seen: unknown[] = [];
    const push = relu.registerForwardHook((_, __, output) => seen.push(output));
    expect(() => relu(x)).toThrow("ReLU: a forward hook must return a tensor, as forward does, or nothing, got 1;");
    push.remove();
    const async = relu.registerForwardHook(async () => {});
    expect(() => relu(x)).toThrow("is not async");
    async.remove();
    relu.registerForwardPreHook(any(() => 3));
    expect(() => relu(x)).toThrow(
      "ReLU: a forward pre-hook must return the list of inputs, one tensor or nothing, got 3",
    );
  });

  test("a pre-hook may return one tensor, and a hook null", () => {
    const relu = new nn.ReLU();
    relu.registerForwardPreHook((_, [x]) => (x as Tensor).add(1));
    relu.registerForwardHook(() => null);
    expect(relu(ones(1)).item()).toBe(2);
  });

  test("one function twice runs twice; removing one handle twice leaves the other", () => {
    const relu = new nn.ReLU();
    const double = (_: nn.Module, __: readonly unknown[], y: unknown): Tensor => (y as Tensor).mul(2);
    const first = relu.registerForwardHook(double);
    relu.registerForwardHook(double);
    expect(relu(ones(1)).item()).toBe(4);
    first.remove();
    first.remove();
    expect(relu(ones(1)).item()).toBe(2);
  });

  test("stand before a forward that is a field, and give it back", () => {
    class Field extends nn.Module {
      override forward = (x: Tensor): Tensor => x.mul(3);
    }
    const model = new Field();
    const own = model.forward;
    expect(nn.hasForwardHooks(model)).toBe(false);
    const handle = model.registerForwardHook((_, __, y) => (y as Tensor).mul(2));
    expect(model(ones(1)).item()).toBe(6);
    handle.remove();
    expect(model.forward).toBe(own);
    expect(model(ones(1)).item()).toBe(3);
  });

  test("are added and removed in linear time", () => {
    const relu = new nn.ReLU();
    const start = performance.now();
    const handles = Array.from({ length: 100_000 }, () => relu.registerForwardHook(() => undefined));
    for (const handle of handles) handle.remove();
    expect(performance.now() - start).toBeLessThan(5000);
    expect(nn.hasForwardHooks(relu)).toBe(false);
  });
});
