import "@lumbre/autograd";
import { Adagrad, Adam, AdamW, NAdam, type Optimizer, RMSprop, SGD } from "@lumbre/optim";
import { cpu, Device, type Tensor } from "@lumbre/tensor";
import { expectClose, randomTensor } from "@lumbre/testing";
import { describe, expect, test, vi } from "vitest";
import { createBackend } from "../backend.js";
import { CpuModeDriver } from "../engine/cpuMode.js";
import { Engine, Machine } from "../engine/engine.js";
import { loadGpuJs } from "../engine/gpuJs.js";
import { createGpu } from "../index.js";

const gpu = await createGpu({ mode: "cpu" });

type Make = (parameters: Tensor[], more: object) => Optimizer;

const makers: Record<string, Make> = {
  SGD: (p, more) => new SGD(p, { lr: 0.1, ...more }),
  momentum: (p, more) => new SGD(p, { lr: 0.1, momentum: 0.9, dampening: 0.3, ...more }),
  nesterov: (p, more) => new SGD(p, { lr: 0.1, momentum: 0.8, nesterov: true, ...more }),
  Adam: (p, more) => new Adam(p, { lr: 0.1, ...more }),
  amsgrad: (p, more) => new Adam(p, { lr: 0.1, amsgrad: true, ...more }),
  AdamW: (p, more) => new AdamW(p, { lr: 0.1, ...more }),
  NAdam: (p, more) => new NAdam(p, { lr: 0.1, ...more }),
  RMSprop: (p, more) => new RMSprop(p, { lr: 0.1, ...more }),
  Adagrad: (p, more) => new Adagrad(p, { lr: 0.1, lrDecay: 0.1, ...more }),
};

/** Parameters after some steps; the second one lies within a larger tensor. */
function train(device: Device, make: Make, more: object): Tensor[] {
  const whole = randomTensor([12], 1, { dtype: "float32" }).to(device);
  const parameters = [
    randomTensor([3, 4], 2, { dtype: "float32" }).to(device).requiresGrad_(),
    whole.narrow(0, 2, 6).detach().requiresGrad_(),
  ];
  const optimizer = make(parameters, more);
  for (let step = 0; step < 4; step++) {
    optimizer.zeroGrad();
    const [a, b] = parameters;
    a.square().sum().add(b.mul(step).sin().sum()).backward();
    optimizer.step();
  }
  return [...parameters, whole].map((tensor) => tensor.detach());
}

describe.each([{}, { weightDecay: 0.1 }, { weightDecay: 0.1, maximize: true }])("%o", (more) => {
  test.each(Object.keys(makers))("%s", (name) => {
    if (name === "RMSprop" && "maximize" in more) return;
    const expected = train(cpu, makers[name], more);
    const found = train(gpu, makers[name], more);
    for (const [i, value] of found.entries()) expectClose(value, expected[i], { rtol: 1e-4, atol: 1e-5 });
  });
});

test("the steps are this backend's own", () => {
  const steps = [vi.spyOn(gpu.backend, "adaptiveStep"), vi.spyOn(gpu.backend, "sgdStep")];
  train(gpu, makers.Adam, {});
  train(gpu, makers.momentum, {});
  for (const step of steps) {
    expect(step).toHaveBeenCalled();
    step.mockRestore();
  }
});

test("parameters of all lengths share a compiled step", async () => {
  const driver = new CpuModeDriver(await loadGpuJs());
  const compile = vi.spyOn(driver, "compile");
  const device = new Device(createBackend(new Engine("gpu", new Machine(driver))));
  const parameters = [3, 70, 1, 5].map((n) => randomTensor([n], n, { dtype: "float32" }).to(device).requiresGrad_());
  for (const name of ["Adam", "momentum"]) {
    const optimizer = makers[name](parameters, {});
    for (let step = 0; step < 2; step++) {
      for (const parameter of parameters) parameter.grad = parameter.detach().clone();
      optimizer.step();
    }
  }
  const steps = compile.mock.calls.map(([kernel]) => kernel.name).filter((name) => name.endsWith("Step"));
  expect(steps).toEqual(["adaptiveStep", "sgdStep"]);
});
