import { type Device, manualSeed, nn, optim, randint, randn, scope, setDefaultDevice, type Tensor } from "lumbre";
import { lenet5 } from "../testing/lenet5.js";

/** What one environment computed; plain numbers, so that it can be sent anywhere. */
export interface Results {
  readonly samples: Readonly<Record<string, readonly number[]>>;
  /** LeNet-5's loss at each step. */
  readonly losses: readonly number[];
}

/** Computes on `device`; numbers depend on the kernels alone. */
export function computeResults(device: Device): Results {
  setDefaultDevice(device);
  return { samples: computeSamples(), losses: trainLeNet(5) };
}

function computeSamples(): Results["samples"] {
  manualSeed(7);
  const images = randn(5, 3, 12, 14);
  const weight = randn(6, 3, 3, 3);
  const matrix = randn(19, 33);
  const samples: Record<string, Tensor> = {
    conv2d: images.conv2d(weight, randn(6), { padding: 1 }),
    stridedConv2d: images.conv2d(weight, null, { stride: 2, dilation: 2 }),
    matmul: matrix.matmul(matrix.t()),
    maxPool2d: images.maxPool2d(2) as Tensor,
    avgPool2d: images.avgPool2d(3, { stride: 2, padding: 1 }),
    softmax: matrix.softmax(1),
    logSoftmax: matrix.t().logSoftmax(0),
    // Large enough to be shared among threads.
    largeMatmul: randn(97, 201).matmul(randn(201, 130)),
    largeElementwise: randn(300, 301).exp().mul(0.5),
    elementwise: matrix.exp().add(matrix.mul(2)).tanh(),
    float64: matrix.to("float64").cumsum(1),
  };
  return Object.fromEntries(Object.entries(samples).map(([name, value]) => [name, Array.from(value.readSync())]));
}

function trainLeNet(steps: number): number[] {
  manualSeed(0);
  const model = lenet5();
  const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
  const criterion = new nn.CrossEntropyLoss();
  const x = randn(16, 1, 28, 28);
  const y = randint(0, 10, [16]);
  return Array.from({ length: steps }, () =>
    scope(() => {
      optimizer.zeroGrad();
      const loss = criterion.forward(model.forward(x), y);
      loss.backward();
      optimizer.step();
      return loss.item();
    }),
  );
}
