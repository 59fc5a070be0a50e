import type { Backend } from "@lumbre/tensor/backend";
import { expect, test } from "vitest";
import { cpu, Device, manualSeed, nn, optim, randint, randn, type Tensor, tensor } from "./index.js";

/** The CPU reference as a device that only answers with `await`. */
function createAsyncDevice(): Device {
  const { readSync: _, ...backend } = cpu.backend;
  return new Device({ ...backend, name: "async", asyncOnly: true } as Backend);
}

async function train(device: Device): Promise<number[]> {
  manualSeed(3);
  const model = new nn.Sequential(
    new nn.Conv2d(1, 4, 3, { padding: 1 }),
    new nn.BatchNorm2d(4),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Flatten(),
    new nn.Dropout(0.2),
    new nn.Linear(64, 5),
  );
  const x = randn(6, 1, 8, 8).to(device);
  const y = randint(0, 5, [6]).to(device);
  model.to(device);
  const optimizer = new optim.Adam(model.parameters(), { lr: 1e-2 });
  const criterion = new nn.CrossEntropyLoss();
  const losses: number[] = [];
  for (let step = 0; step < 4; step++) {
    optimizer.zeroGrad();
    const loss = criterion.forward(model.forward(x) as Tensor, y);
    loss.backward();
    optimizer.step();
    losses.push((await loss.read())[0]);
  }
  return losses;
}

test("a network trains on a device that only answers with await", async () => {
  const losses = await train(createAsyncDevice());
  const expected = await train(cpu);
  for (const [i, loss] of losses.entries()) expect(loss).toBeCloseTo(expected[i], 5);
});

test("such a device says so when it is asked to answer at once, and computes what it cannot check", async () => {
  const device = createAsyncDevice();
  const x = tensor([7, -8], { dtype: "int32", device });
  expect(() => x.toArray()).toThrow("toArray: the async device cannot be read at once; use `await tensor.read()`");
  expect([...(await x.div(tensor([2, 3], { dtype: "int32", device }), { roundingMode: "trunc" }).read())]).toEqual([
    3, -2,
  ]);
  const p = tensor([0.5, 0.25], { device });
  expect((await nn.functional.binaryCrossEntropy(p, p.round()).read())[0]).toBeCloseTo(0.4904, 3);
});
