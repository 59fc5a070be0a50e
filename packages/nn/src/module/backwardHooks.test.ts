import { gradcheck, gradgradcheck, noGrad } from "@lumbre/autograd";
import { ArgumentError, cpu, Device, ones, type Tensor, tensor, ValueError } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import * as nn from "../index.js";

class Pair extends nn.Module {
  forward(a: Tensor, b: Tensor, factor = 1): [Tensor, Tensor] {
    return [a.mul(b).mul(factor), a.add(b)];
  }
}

class Mixed extends nn.Module<[a: Tensor, b: Tensor, c: Tensor], Tensor> {
  forward(a: Tensor, _: Tensor, c: Tensor): Tensor {
    return a.mul(2).add(c.mul(3));
  }
}

class Three extends nn.Module<[a: Tensor], Tensor[]> {
  forward(a: Tensor): Tensor[] {
    return [2, 3, 4].map((factor) => a.mul(factor));
  }
}

class Apart extends nn.Module<[a: Tensor, b: Tensor], [Tensor, Tensor]> {
  forward(a: Tensor, b: Tensor): [Tensor, Tensor] {
    return [a, b];
  }
}

const any = (value: unknown): never => value as never;

describe("full backward hooks", () => {
  // m.register_full_backward_hook on lambda a, b: (a * b * 2, a + b); a = [1., 2.], b = [3., 5.], from the sum of both.
  test("see the gradients of inputs and outputs, by position", () => {
    const seen: unknown[] = [];
    const pair = new Pair();
    pair.registerFullBackwardHook((module, gradInput, gradOutput) => {
      seen.push([module === pair, gradInput.map((g) => g?.toArray()), gradOutput.map((g) => g?.toArray())]);
    });
    const a = tensor([1, 2], { requiresGrad: true });
    const b = tensor([3, 5], { requiresGrad: true });
    const [product, sum] = pair(a, b, 2);
    product.add(sum).sum().backward();
    const expected = [[7, 11], [3, 5], undefined];
    expect(seen).toEqual([
      [
        true,
        expected,
        [
          [1, 1],
          [1, 1],
        ],
      ],
    ]);
    expect([a.grad?.toArray(), b.grad?.toArray()]).toEqual([
      [7, 11],
      [3, 5],
    ]);
  });

  test("replace the gradients of the inputs, one after the other", () => {
    const relu = new nn.ReLU();
    const first = relu.registerFullBackwardHook((_, [g]) => [g?.mul(10) ?? null]);
    relu.registerFullBackwardHook((_, [g]) => g?.add(1));
    const grad = (): unknown => {
      const x = tensor([-1, 2], { requiresGrad: true });
      relu(x).sum().backward();
      return x.grad?.toArray();
    };
    expect(grad()).toEqual([1, 11]);
    first.remove();
    expect(grad()).toEqual([1, 2]);
  });

  test("let the output be changed in place behind the module, but not the input in it", () => {
    const layer = new nn.Linear(2, 2);
    const seen: unknown[] = [];
    layer.registerFullBackwardHook((_, __, [g]) => void seen.push(g?.toArray()));
    noGrad(
      () =>
        layer.weight.copy_(
          tensor([
            [1, 0],
            [0, -1],
          ]),
        ) && layer.bias?.zero_(),
    );
    const x = tensor([[1, 2]], { requiresGrad: true });
    layer(x).relu(true).mul(3).sum().backward();
    expect(seen).toEqual([[[3, 0]]]);
    expect(x.grad?.toArray()).toEqual([[3, 0]]);
    const three = new Three();
    three.registerFullBackwardHook((_, __, gradOutput) => void seen.push(gradOutput[1]?.toArray()));
    three(x)[1].mul_(5).sum().backward();
    expect(seen[1]).toEqual([[5, 5]]);
    const relu = new nn.ReLU(true);
    relu.registerFullBackwardHook(() => {});
    expect(() => relu(x.mul(1))).toThrow(
      "relu_: a view of shape [1, 2] was made by a custom function and is being modified",
    );
  });

  test("get null for an input that needs no gradient, and may return nothing then", () => {
    const layer = new nn.Linear(2, 1);
    const seen: unknown[] = [];
    const handle = layer.registerFullBackwardHook((_, gradInput, [g]) => void seen.push(gradInput, g?.toArray()));
    layer(ones(1, 2)).sum().backward();
    expect(seen).toEqual([[null], [[1]]]);
    expect(layer.weight.grad?.toArray()).toEqual([[1, 1]]);
    handle.remove();
    layer.registerFullBackwardHook(() => ones(1, 2));
    expect(() => layer(ones(1, 2)).sum().backward()).toThrow("returned a gradient for an input that needs none");
  });

  test("get null at the position of an input that needs no gradient, beside one that does", () => {
    const seen: unknown[] = [];
    const pair = new Pair();
    pair.registerFullBackwardHook((_, gradInput) => void seen.push(gradInput.map((g) => g?.item() ?? g)));
    const [a, b] = [ones(1, { requiresGrad: true }), tensor([3])];
    pair(a, b)[0].sum().backward();
    pair(b, a)[0].sum().backward();
    expect(seen).toEqual([
      [3, null],
      [null, 3],
    ]);
  });

  // m.register_full_backward_hook on lambda a, b, c: a * 2 + c * 3, from the sum; on lambda a: (a * 2, a * 3, a * 4), from
  // the sum of the first and the last.
  test("get zeros for an input that no output depends on, and null for an output that nothing depends on", () => {
    const seen: unknown[] = [];
    const see: nn.FullBackwardHook = (_, gradInput, gradOutput) =>
      void seen.push([...gradInput, ...gradOutput].map((g) => g?.toArray() ?? null));
    const leaf = (): Tensor => ones(2, { requiresGrad: true });
    const two = new Mixed();
    two.registerFullBackwardHook(see);
    const inputs = [leaf(), leaf(), leaf()] as const;
    two(...inputs)
      .sum()
      .backward();
    const three = new Three();
    three.registerFullBackwardHook(see);
    const a = leaf();
    const [first, , last] = three(a);
    first.add(last).sum().backward();
    expect(seen).toEqual([
      [
        [2, 2],
        [0, 0],
        [3, 3],
        [1, 1],
      ],
      [[6, 6], [1, 1], null, [1, 1]],
    ]);
    expect(inputs.map((x) => x.grad?.toArray())).toEqual([
      [2, 2],
      [0, 0],
      [3, 3],
    ]);
    expect(a.grad?.toArray()).toEqual([6, 6]);
  });

  test("see each input as it is: in its dtype, on its device, in its memory", () => {
    const device = new Device({ ...cpu.backend, name: "other" });
    const seen: unknown[] = [];
    const module = new Apart();
    module.registerFullBackwardHook((_, gradInput) => {
      seen.push(gradInput.map((g) => [g?.dtype, g?.device.name]));
      return gradInput.map((g) => g?.mul(10) ?? null);
    });
    const a = tensor([2 ** 53 - 1], { dtype: "float64", requiresGrad: true });
    const b = ones(2, { device, requiresGrad: true });
    const [x, y] = module(a, b);
    expect(x.item()).toBe(2 ** 53 - 1);
    x.sum().add(y.sum().to(cpu)).backward();
    expect(seen).toEqual([
      [
        ["float64", "cpu"],
        ["float32", "other"],
      ],
    ]);
    expect([a.grad?.toArray(), b.grad?.toArray()]).toEqual([[10], [10, 10]]);
  });

  test("run again in a second backward pass over the same graph, and see its gradients only", () => {
    const seen: unknown[] = [];
    const pair = new Pair();
    pair.registerFullBackwardHook((_, __, gradOutput) => void seen.push(gradOutput.map((g) => g?.item() ?? null)));
    const a = ones(1, { requiresGrad: true });
    const b = ones(1, { requiresGrad: true });
    const [product, sum] = pair(a, b);
    product.add(sum.mul(5)).backward(null, { retainGraph: true });
    product.backward();
    expect(seen).toEqual([
      [1, 5],
      [1, null],
    ]);
    expect([a.grad?.item(), b.grad?.item()]).toEqual([7, 7]);
  });

  test("do nothing without gradients, and leave second derivatives right", () => {
    const pair = new Pair();
    let calls = 0;
    pair.registerFullBackwardHook(() => void calls++);
    noGrad(() => pair(ones(1), ones(1)));
    expect(calls).toBe(0);
    const leaf = (): Tensor => tensor([0.5, 2], { dtype: "float64", requiresGrad: true });
    const apply = (a: Tensor, b: Tensor): Tensor => {
      const [product, sum] = pair(a, b);
      return product.mul(sum).sum();
    };
    expect(gradcheck(apply, [leaf(), leaf()]).passed).toBe(true);
    expect(gradgradcheck(apply, [leaf(), leaf()]).passed).toBe(true);
    expect(calls).toBeGreaterThan(0);
  });

  test.each<[nn.FullBackwardHook, new (message: string) => Error, string]>([
    [
      any(() => 3),
      ArgumentError,
      "ReLU: a full backward hook must return a list of gradients, one gradient or nothing",
    ],
    [
      any(() => [3]),
      ArgumentError,
      "ReLU: a full backward hook must return a list of gradients, one gradient or nothing, got [3]",
    ],
    [() => [], ValueError, "ReLU: a full backward hook returned 0 gradients for 1 inputs"],
  ])("%#: a wrong result is refused", (hook, type, message) => {
    const relu = new nn.ReLU();
    relu.registerFullBackwardHook(hook);
    const backward = (): void =>
      relu(ones(1, { requiresGrad: true }))
        .sum()
        .backward();
    expect(backward).toThrow(type);
    expect(backward).toThrow(message);
  });
});
