import { type Device, manualSeed, nn, noGrad, optim, randint, randn, scope, type Tensor } from "lumbre";

/** A piece of work that both Lumbre and PyTorch can do, under one name. */
export interface Workload {
  readonly name: string;
  readonly title: string;
  /** Floating-point operations of one run, where a rate says more than a time. */
  readonly flops?: number;
  /** Runs per round. */
  readonly repeats: number;
  /** Prepares the data; the result is what is timed. */
  prepare(device: Device): () => void;
}

const block = (cIn: number, cOut: number): nn.Sequential =>
  new nn.Sequential(new nn.Conv2d(cIn, cOut, 3, { padding: 1 }), new nn.ReLU(), new nn.MaxPool2d(2));

/** The reference network: two blocks and a linear layer. */
class ReferenceCNN extends nn.Module {
  conv1 = block(1, 64);
  conv2 = block(64, 128);
  fc = new nn.Linear(128 * 7 * 7, 10);

  forward(x: Tensor): Tensor {
    x = this.conv2.forward(this.conv1.forward(x));
    return this.fc.forward(x.view(x.shape[0], -1));
  }
}

function lenet5(): nn.Module {
  return new nn.Sequential(
    new nn.Conv2d(1, 6, 5, { padding: 2 }),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Conv2d(6, 16, 5),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Flatten(),
    new nn.Linear(400, 120),
    new nn.ReLU(),
    new nn.Linear(120, 84),
    new nn.ReLU(),
    new nn.Linear(84, 10),
  );
}

function mlp(): nn.Module {
  return new nn.Sequential(new nn.Linear(784, 128), new nn.ReLU(), new nn.Linear(128, 10));
}

/** A training step on random images: forward, loss, backward, Adam. */
function trainingStep(makeModel: () => nn.Module, inputShape: readonly number[]): (device: Device) => () => void {
  return (device) => {
    manualSeed(0);
    const model = makeModel().to(device);
    const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
    const criterion = new nn.CrossEntropyLoss();
    const x = randn([...inputShape]).to(device);
    const y = randint(0, 10, [inputShape[0]]).to(device);
    return () =>
      scope(() => {
        optimizer.zeroGrad();
        const loss = criterion.forward(model.forward(x), y);
        loss.backward();
        optimizer.step();
        loss.item();
      });
  };
}

function matmul(n: number): Workload {
  return {
    name: `matmul${n}`,
    title: `matmul ${n} x ${n}`,
    flops: 2 * n ** 3,
    repeats: n > 512 ? 2 : 5,
    prepare: (device) => {
      const a = randn(n, n).to(device);
      const b = randn(n, n).to(device);
      return () =>
        scope(() => {
          a.matmul(b);
        });
    },
  };
}

/** Everything that is measured. `python/workloads.py` has the same under the same names. */
export const workloads: readonly Workload[] = [
  matmul(512),
  matmul(1024),
  {
    name: "cnnStep",
    title: "reference CNN, training step, batch 64",
    repeats: 2,
    prepare: trainingStep(() => new ReferenceCNN(), [64, 1, 28, 28]),
  },
  {
    name: "cnnForward",
    title: "reference CNN, forward without grad, batch 64",
    repeats: 2,
    prepare: (device) => {
      const model = new ReferenceCNN().to(device);
      const x = randn(64, 1, 28, 28).to(device);
      return () => scope(() => noGrad(() => model.forward(x).sum().item()));
    },
  },
  {
    name: "lenetStep",
    title: "LeNet-5, training step, batch 64",
    repeats: 5,
    prepare: trainingStep(lenet5, [64, 1, 28, 28]),
  },
  {
    name: "mlpStep",
    title: "MLP 784-128-10, training step, batch 64",
    repeats: 20,
    prepare: trainingStep(mlp, [64, 784]),
  },
  {
    name: "chain",
    title: "200 elementwise ops on 64 x 64, forward and backward",
    repeats: 5,
    prepare: (device) => {
      const x = randn(64, 64).to(device).detach().requiresGrad_();
      return () =>
        scope(() => {
          x.grad = null;
          let y = x.mul(1);
          for (let i = 0; i < 100; i++) y = y.mul(0.99).add(0.01);
          y.sum().backward();
        });
    },
  },
];
