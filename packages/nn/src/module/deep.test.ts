import { detectAnomaly, enableGrad, isGradEnabled, noGrad } from "@lumbre/autograd";
import { DeviceError, ones, scope, type Tensor, tensor, ValueError, zeros } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import * as nn from "../index.js";

const depth = 2000;

function nested(levels: number): nn.Module {
  let model: nn.Module = new nn.Linear(1, 1);
  for (let i = 0; i < levels; i++) model = new nn.Sequential(model as nn.Sequential);
  return model;
}

class Ring extends nn.Module<[x: Tensor], Tensor> {
  linear = new nn.Linear(1, 1);
  inner = new nn.Sequential();
  forward(x: Tensor): Tensor {
    return this.linear(x);
  }
}

describe("2,000 modules inside of each other", () => {
  const model = nested(depth);
  const path = new Array<string>(depth).fill("0").join(".");

  test("have parameters, a state dict, modes and a place", () => {
    expect(model.parameters().length).toBe(2);
    expect(model.namedParameters()[0][0]).toBe(`${path}.weight`);
    expect(model.modules().length).toBe(depth + 1);
    expect([...model.stateDict().keys()]).toEqual([`${path}.weight`, `${path}.bias`]);
    expect(model.loadStateDict(model.stateDict()).missingKeys).toEqual([]);
    expect(model.getSubmodule(path)).toBeInstanceOf(nn.Linear);
    expect(model.eval().getSubmodule(path).training).toBe(false);
    expect(model.to("float64").parameters()[0].dtype).toBe("float64");
    model.to("float32").zeroGrad();
    model.requiresGrad_(false);
    let calls = 0;
    model.apply(() => calls++);
    expect(calls).toBe(depth + 1);
  });

  test("are printed", () => {
    const lines = String(model).split("\n");
    expect(lines.length).toBe(2 * depth + 1);
    expect(lines[1]).toBe("  (0): Sequential(");
    expect(lines[depth].trim()).toBe("(0): Linear(in_features=1, out_features=1, bias=True)");
    expect(lines[2 * depth]).toBe(")");
  });

  test("compute", () => {
    expect((model as nn.Sequential)(zeros(3, 1)).shape).toEqual([3, 1]);
  });

  test("have a summary, as far as the call stack goes", () => {
    const { layers, totalParameters } = nn.summary(nested(300), [3, 1]);
    expect(totalParameters).toBe(2);
    expect(layers[300]).toEqual({
      depth: 300,
      name: "0 (Linear)",
      multiplyAdds: 3,
      outputShape: [3, 1],
      parameters: 2,
    });
    expect(() => nn.summary(model, [3, 1])).toThrow(ValueError);
    expect(() => nn.summary(model, [3, 1])).toThrow(
      "summary: modules are nested more than 1000 deep, too deep to be run",
    );
  });
});

describe("10,000 modules inside of each other", () => {
  const model = nested(10_000) as nn.Sequential;

  test("are copied", () => {
    const copy = nn.deepcopy(model);
    expect(copy.modules().length).toBe(10_001);
    expect(copy.parameters()[0].equal(model.parameters()[0])).toBe(true);
    expect(copy.parameters()[0]).not.toBe(model.parameters()[0]);
  });
});

/** A module around another one. Its forward calls nothing that Vite gives by a getter, which swallows an overflow. */
class Around extends nn.Module<[x: Tensor], Tensor> {
  inner: nn.Module<[x: Tensor], Tensor> | null = null;
  forward(x: Tensor): Tensor {
    return this.inner === null ? x : this.inner(x);
  }
}

test("a forward through 50,000 modules says that they are too many", () => {
  let model = new Around();
  for (let i = 0; i < 50_000; i++) {
    const outer = new Around();
    outer.inner = model;
    model = outer;
  }
  const x = zeros(1);
  expect(() => model(x)).toThrow(ValueError);
  expect(() => model(x)).toThrow("Around: forward fills the call stack: modules are nested too deep");
});

test("a forward that calls itself says so, and other errors stay what they are", () => {
  class Endless extends nn.Module<[x: Tensor], Tensor> {
    forward(x: Tensor): Tensor {
      return (this as Endless)(x);
    }
  }
  class Wrong extends nn.Module<[x: Tensor], Tensor> {
    forward(_x: Tensor): Tensor {
      throw new RangeError("out of range");
    }
  }
  expect(() => new Endless()(zeros(1))).toThrow("Endless: forward fills the call stack");
  expect(() => new Wrong()(zeros(1))).toThrow(new RangeError("out of range"));

  class Deep extends nn.Module<[x: Tensor], Tensor> {
    forward(x: Tensor): Tensor {
      return this.forward(x);
    }
  }
  const message = "Sequential: forward fills the call stack: modules are nested too deep";
  expect(() => new nn.Sequential(new Deep()).forward(zeros(1))).toThrow(message);
});

describe("a function that calls itself without end says so in", () => {
  // It calls nothing that Vite gives by a getter, which swallows an overflow.
  const endless = (): void => endless();
  const calls: Record<string, () => unknown> = {
    scope: () => scope(endless),
    noGrad: () => noGrad(endless),
    enableGrad: () => enableGrad(endless),
    detectAnomaly: () => detectAnomaly(endless),
    apply: () => new nn.ReLU().apply(endless),
  };
  test.each(Object.keys(calls))("%s", (op) => {
    const message = `${op}: the function fills the call stack: it calls itself, or ${op}, without end; write a loop`;
    expect(calls[op]).toThrow(new ValueError(message));
    expect(isGradEnabled()).toBe(true);
    expect(scope(() => noGrad(() => zeros(1).add(1))).item()).toBe(1);
  });

  test("but not about a user's own RangeError", () => {
    const own = new RangeError("out of range");
    expect(() =>
      noGrad(() => {
        throw own;
      }),
    ).toThrow(own);
  });
});

describe("a module that holds itself", () => {
  const ring = new Ring();
  ring.inner.registerModule("back", ring);

  test("has each parameter once, and can be moved and printed", () => {
    expect(ring.namedParameters().map(([name]) => name)).toEqual(["linear.weight", "linear.bias"]);
    expect(ring.train(false).modules().length).toBe(3);
    expect(ring.to("float32")).toBe(ring);
    expect(String(ring)).toBe(
      "Ring(\n  (linear): Linear(in_features=1, out_features=1, bias=True)\n  (inner): Sequential(\n    (back): Ring(...)\n  )\n)",
    );
  });

  test.each<[string, () => unknown]>([
    ["stateDict", () => ring.stateDict()],
    ["loadStateDict", () => ring.loadStateDict({})],
    ["apply", () => ring.apply(() => {})],
    ["summary", () => nn.summary(ring, [1, 1])],
  ])("says where in %s", (op, call) => {
    const message = `${op}: Ring holds itself, as "inner.back"; make the field #private, or hold a function that gives the module`;
    expect(call).toThrow(new ValueError(message));
  });

  test("a module under two names is none", () => {
    const twice = new nn.Sequential(ring.linear, ring.linear);
    expect([...twice.stateDict().keys()]).toEqual(["0.weight", "0.bias", "1.weight", "1.bias"]);
    let calls = 0;
    twice.apply(() => calls++);
    expect(calls).toBe(2);
    expect(String(twice).split("\n").length).toBe(4);
  });
});

describe("a state dict that cannot be loaded changes nothing", () => {
  const fresh = (): nn.Linear => {
    const linear = new nn.Linear(2, 1);
    linear.requiresGrad_(false);
    for (const parameter of linear.parameters()) parameter.fill_(7);
    return linear;
  };
  const values = (linear: nn.Linear): number[] => linear.parameters().flatMap((x) => [...x.readSync()]);

  test("a value that was disposed of", () => {
    const linear = fresh();
    const bias = ones(1);
    bias.dispose();
    expect(() => linear.loadStateDict({ weight: zeros(1, 2), bias })).toThrow(
      new DeviceError(
        'loadStateDict: the value of "bias" was disposed of, or its scope ended; return it from scope() or keep() it',
      ),
    );
    expect(values(linear)).toEqual([7, 7, 7]);
  });

  test("a parameter that was disposed of", () => {
    const linear = fresh();
    linear.bias?.dispose();
    expect(() => linear.loadStateDict({ weight: zeros(1, 2), bias: zeros(1) })).toThrow(
      `loadStateDict: the module's "bias" was disposed of`,
    );
    expect([...linear.weight.readSync()]).toEqual([7, 7]);
  });

  test("a value on a device that was disposed of, or in another dtype", () => {
    const linear = fresh();
    linear.loadStateDict({ weight: tensor([[1, 2]], { dtype: "float64" }), bias: tensor([3], { dtype: "int32" }) });
    expect(values(linear)).toEqual([1, 2, 3]);
    expect(linear.weight.dtype).toBe("float32");
  });

  test.each([
    [
      { weight: [[1, 2]], bias: [3] },
      'loadStateDict: the value of "weight" must be a tensor, got an array; JSON has no tensors',
    ],
    [
      { weight: zeros(1, 2), bias: 3 },
      'loadStateDict: the value of "bias" must be a tensor, got 3; JSON has no tensors',
    ],
    [
      JSON.parse(JSON.stringify(new Map([["weight", 1]]))),
      "The state dict is empty, as a Map is that went through JSON",
    ],
  ])("what went through JSON: %#", (state, message) => {
    const linear = fresh();
    expect(() => linear.loadStateDict(state as never)).toThrow(message);
    expect(values(linear)).toEqual([7, 7, 7]);
  });
});

// In quadratic time each of these takes more than a minute; in linear time about a second.
describe("many of a kind take a time that grows with their number alone", () => {
  test.each<[string, number, (count: number) => void]>([
    [
      "hooks on a module",
      200_000,
      (count) => {
        const layer = new nn.ReLU();
        const handles = Array.from({ length: count }, () => layer.registerForwardHook(() => {}));
        for (const handle of handles) handle.remove();
      },
    ],
    [
      "modules of a Sequential",
      20_000,
      (count) => {
        const model = new nn.Sequential();
        const layer = new nn.ReLU();
        for (let i = 0; i < count; i++) model.append(layer);
      },
    ],
    [
      "modules of a list, listed, printed and taken out",
      20_000,
      (count) => {
        const list = new nn.ModuleList();
        for (let i = 0; i < count; i++) list.append(new nn.ReLU());
        list.modules();
        list.stateDict();
        String(list);
        for (let i = 0; i < count; i++) list.pop();
      },
    ],
  ])("%s", (_, count, run) => {
    const start = performance.now();
    run(count);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

test("a handle whose remove is called twice takes away its own hook only", () => {
  const layer = new nn.ReLU();
  const seen: string[] = [];
  const add = {
    pre: () => layer.registerForwardPreHook(() => void seen.push("pre")),
    after: () => layer.registerForwardHook(() => void seen.push("after")),
    backward: () => layer.registerFullBackwardHook(() => void seen.push("backward")),
  };
  for (const register of Object.values(add)) {
    const first = register();
    register();
    first.remove();
    first.remove();
  }
  layer(tensor([1], { requiresGrad: true }))
    .sum()
    .backward();
  expect(seen).toEqual(["pre", "after", "backward"]);
});
