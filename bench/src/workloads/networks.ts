import { manualSeed, nn, noGrad, optim, randint, randn, scope, type Tensor } from "lumbre";
import type { Workload } from "./workload.js";

const block = (cIn: number, cOut: number): nn.Sequential =>
  new nn.Sequential(new nn.Conv2d(cIn, cOut, 3, { padding: 1 }), new nn.ReLU(), new nn.MaxPool2d(2));

/** The reference network: two blocks and a linear layer. */
export class ReferenceCNN extends nn.Module {
  conv1 = block(1, 64);
  conv2 = block(64, 128);
  fc = new nn.Linear(128 * 7 * 7, 10);

  forward(x: Tensor): Tensor {
    x = this.conv2.forward(this.conv1.forward(x));
    return this.fc.forward(x.view(x.shape[0], -1));
  }
}

export function lenet5(): nn.Module {
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

/** ResNet-18's block with an identity skip, without the layers around it. */
class BasicBlock extends nn.Module {
  conv1: nn.Conv2d;
  bn1: nn.BatchNorm2d;
  conv2: nn.Conv2d;
  bn2: nn.BatchNorm2d;

  constructor(channels: number) {
    super();
    this.conv1 = new nn.Conv2d(channels, channels, 3, { padding: 1, bias: false });
    this.bn1 = new nn.BatchNorm2d(channels);
    this.conv2 = new nn.Conv2d(channels, channels, 3, { padding: 1, bias: false });
    this.bn2 = new nn.BatchNorm2d(channels);
  }

  forward(x: Tensor): Tensor {
    const y = this.bn1.forward(this.conv1.forward(x)).relu();
    return this.bn2.forward(this.conv2.forward(y)).add(x).relu();
  }
}

/** A training step on random images, without the scope around it: forward, loss, backward, Adam. */
export function classifierStep(model: nn.Module, inputShape: readonly number[]): () => void {
  const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
  const criterion = new nn.CrossEntropyLoss();
  const x = randn([...inputShape]);
  const y = randint(0, 10, [inputShape[0]]);
  return () => {
    optimizer.zeroGrad();
    const loss = criterion.forward(model.forward(x), y);
    loss.backward();
    optimizer.step();
    loss.item();
  };
}

function trainingStep(makeModel: () => nn.Module, inputShape: readonly number[]): Workload["prepare"] {
  return () => {
    manualSeed(0);
    const step = classifierStep(makeModel(), inputShape);
    return () => scope(step);
  };
}

/** The block's input needs a gradient too, as it does inside of a network. */
function blockStep(): () => void {
  const model = new BasicBlock(64);
  const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
  const x = randn([8, 64, 56, 56], { requiresGrad: true });
  return () =>
    scope(() => {
      x.grad = null;
      optimizer.zeroGrad();
      const loss = model.forward(x).square().mean();
      loss.backward();
      optimizer.step();
      loss.item();
    });
}

/** Training steps, and the reference network's forward. */
export const networkWorkloads: readonly Workload[] = [
  {
    name: "cnnStep",
    title: "reference CNN, training step, batch 64",
    prepare: trainingStep(() => new ReferenceCNN(), [64, 1, 28, 28]),
  },
  {
    name: "cnnForward",
    title: "reference CNN, forward without grad",
    prepare: () => {
      const model = new ReferenceCNN();
      const x = randn(64, 1, 28, 28);
      return () => scope(() => noGrad(() => void model.forward(x).sum().item()));
    },
  },
  {
    name: "lenetStep",
    title: "LeNet-5, training step, batch 64",
    prepare: trainingStep(lenet5, [64, 1, 28, 28]),
  },
  {
    name: "mlpStep",
    title: "MLP 784-128-10, training step, batch 64",
    prepare: trainingStep(mlp, [64, 784]),
  },
  {
    name: "blockStep",
    title: "ResNet basic block 64 x 56 x 56, batch 8, step",
    prepare: blockStep,
  },
];
