import { readFileSync } from "node:fs";
import "@lumbre/autograd";
import { Adadelta, Adagrad, Adam, Adamax, AdamW, NAdam, type Optimizer, RAdam, RMSprop, SGD } from "@lumbre/optim";
import { cpu, type Device, type NestedArray, ones, scope, type Tensor, tensor } from "@lumbre/tensor";
import { expectClose, expectTensor, randomTensor, sampled, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { createWasm } from "../index.js";

const wasm = createWasm({ debug: true });
const tolerance = { rtol: 1e-5, atol: 1e-6 };

const classes = { SGD, Adam, AdamW, RMSprop, Adagrad, Adadelta, Adamax, NAdam, RAdam };

interface OptimizerCase {
  readonly name: keyof typeof classes;
  readonly options: Record<string, unknown>;
  readonly start: [NestedArray, NestedArray];
  readonly history: [NestedArray, NestedArray][];
}

const fixture = JSON.parse(readFileSync(new URL("../../../optim/fixtures/optim.json", import.meta.url), "utf8"));
const cases: OptimizerCase[] = fixture.optimizers;

const camelOptions = (options: Record<string, unknown>): never =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase()),
      value,
    ]),
  ) as never;

/** The loss of the fixture; in every third step it leaves b out. */
function lossOf(step: number, w: Tensor, b: Tensor): Tensor {
  if (step % 3 === 2) return w.mul(2).cos().sum();
  return w.mul(w).sum().add(w.add(b).sin().sum());
}

describe("agrees with PyTorch over ten steps", () => {
  test.each(cases.map((item) => [`${item.name} ${JSON.stringify(item.options)}`, item] as const))("%s", (_, item) => {
    const [w, b] = item.start.map((data) => tensor(data, { device: wasm, requiresGrad: true }));
    const optimizer = new classes[item.name]([w, b], camelOptions(item.options));
    for (const [step, expected] of item.history.entries()) {
      scope(() => {
        optimizer.zeroGrad();
        lossOf(step, w, b).backward();
        optimizer.step();
      });
      expectClose(w, expected[0], { rtol: 1e-4, atol: 1e-5 });
      expectClose(b, expected[1], { rtol: 1e-4, atol: 1e-5 });
    }
  });
});

type Make = (groups: { params: Tensor[] }[]) => Optimizer;

const makers = (decay: number, maximize: boolean): Record<string, Make> => ({
  SGD: (p) => new SGD(p, { lr: 0.1, weightDecay: decay, maximize }),
  momentum: (p) => new SGD(p, { lr: 0.1, momentum: 0.9, dampening: 0.3, weightDecay: decay, maximize }),
  nesterov: (p) => new SGD(p, { lr: 0.1, momentum: 0.8, nesterov: true, weightDecay: decay, maximize }),
  Adam: (p) => new Adam(p, { lr: 0.1, weightDecay: decay, maximize }),
  amsgrad: (p) => new Adam(p, { lr: 0.1, amsgrad: true, weightDecay: decay, maximize }),
  AdamW: (p) => new AdamW(p, { lr: 0.1, weightDecay: decay, maximize }),
  NAdam: (p) => new NAdam(p, { lr: 0.1, weightDecay: decay, maximize }),
  // Rectified from the sixth step on.
  RAdam: (p) => new RAdam(p, { lr: 0.1, betas: [0.9, 0.9], weightDecay: decay, maximize }),
  RMSprop: (p) => new RMSprop(p, { lr: 0.1, weightDecay: decay, maximize }),
  Adagrad: (p) => new Adagrad(p, { lr: 0.1, lrDecay: 0.1, weightDecay: decay, maximize }),
});
const names = Object.keys(makers(0, false));

/** Seven steps over parameters of these sizes, whose gradients are transposes; the parameters after them. */
function train(make: Make, device: Device, sizes: readonly number[], seed: number): Tensor[] {
  const params = sizes.map((size, i) =>
    randomTensor([size, 3], seed + i, { dtype: "float32" })
      .to(device)
      .requiresGrad_(),
  );
  const half = Math.ceil(params.length / 2);
  const groups = [{ params: params.slice(0, half) }, { params: params.slice(half), lr: 0.01 }];
  const optimizer = make(groups.filter((group) => group.params.length > 0));
  for (let step = 0; step < 7; step++) {
    for (const [i, param] of params.entries()) {
      const size = sizes[i];
      const gradient = randomTensor([3, size], seed + 100 * step + i, { dtype: "float32" })
        .to(device)
        .t();
      // The second parameter takes part in every other step only.
      param.grad = i === 1 && step % 2 === 1 ? null : gradient;
    }
    optimizer.step();
  }
  return params;
}

describe("agrees with the reference", () => {
  test.each(names)("%s, over sizes and options", (name) => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(9), { minLength: 1, maxLength: 5 }),
        fc.nat(1000),
        fc.constantFrom(0, 0.1),
        fc.boolean(),
        (sizes, seed, decay, maximize) => {
          scope(() => {
            const make = makers(decay, maximize)[name];
            const reference = train(make, cpu, sizes, seed);
            for (const [i, param] of train(make, wasm, sizes, seed).entries()) {
              expect(param.device).toBe(wasm);
              expectTensor(param, reference[i], tolerance);
            }
          });
        },
      ),
      { numRuns: sampledRuns(20) },
    );
  });

  test.each(sampled(names, 4))("%s, over several chunks", (name) => {
    const make = makers(0.1, false)[name];
    const sizes = [11_000, 3, 21_845, 21_847];
    // All buffers are checked after every call, so those that nobody uses had better be gone.
    scope(() => {
      const reference = train(make, cpu, sizes, 1);
      for (const [i, param] of train(make, wasm, sizes, 1).entries()) expectTensor(param, reference[i], tolerance);
    });
  });

  test.each(names)("%s, with infinities and NaN", (name) => {
    const [reference, result] = [cpu, wasm].map((device) => {
      const w = tensor([1, Infinity, -Infinity, 4, Number.NaN], { device, requiresGrad: true });
      const optimizer = makers(0, false)[name]([{ params: [w] }]);
      for (const g of [1, Number.NaN, Infinity]) {
        w.grad = tensor([1, 2, 3, g, 5], { device });
        optimizer.step();
      }
      return w;
    });
    expectTensor(result, reference, tolerance);
  });
});

describe("one kernel for all parameters", () => {
  const spies = () => ({ adaptive: vi.spyOn(wasm.backend, "adaptiveStep"), sgd: vi.spyOn(wasm.backend, "sgdStep") });

  test("is called once a step and group", () => {
    const { adaptive, sgd } = spies();
    train(makers(0, false).Adam, wasm, [1, 2, 3, 4], 1);
    expect(adaptive).toHaveBeenCalledTimes(14);
    // The first step with momentum makes the momentum.
    train(makers(0, false).momentum, wasm, [2, 1, 2, 2], 1);
    expect(sgd).toHaveBeenCalledTimes(12);
    vi.restoreAllMocks();
  });

  test.each(names)("takes the last step of %s", (name) => {
    const { adaptive, sgd } = spies();
    train(makers(0, false)[name], wasm, [1, 2], 1);
    const calls = [...adaptive.mock.calls, ...sgd.mock.calls];
    expect(calls.at(-1)?.[0]).toHaveLength(1);
    vi.restoreAllMocks();
  });

  test("does not see what it cannot read, or what shares memory", () => {
    const { adaptive } = spies();
    const flat = ones(12, { device: wasm });
    const params = [
      flat.narrow(0, 0, 6).detach(),
      flat.narrow(0, 6, 6).detach(),
      ones(2, 3, { device: wasm }).t(),
      ones(3, { device: wasm, dtype: "float64" }),
      ones(3),
      ones(4, { device: wasm }),
    ];
    for (const param of params) {
      param.requiresGrad = true;
      param.grad = ones(param.shape, { device: param.device, dtype: param.dtype });
    }
    params[5].grad = params[5].detach();
    new Adam(params, { lr: 0.1 }).step();
    expect(adaptive.mock.calls.map(([fused]) => fused)).toEqual([[params[0]]]);
    for (const param of params) expectTensor(param, param.detach().mul(0).add(0.9), tolerance);
    vi.restoreAllMocks();
  });

  test("counts as a change in place", () => {
    for (const name of ["SGD", "Adam"]) {
      const w = tensor([1, 2], { device: wasm, requiresGrad: true });
      const optimizer = makers(0, false)[name]([{ params: [w] }]);
      const y = w.square().sum();
      y.backward(undefined, { retainGraph: true });
      optimizer.step();
      expect(() => y.backward()).toThrow("has been modified by an inplace operation");
    }
  });
});
