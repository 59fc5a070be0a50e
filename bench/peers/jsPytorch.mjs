// JS-PyTorch on the CPU. It has no convolution.
import { torch } from "js-pytorch";
import { labels } from "./data.mjs";
import { serve } from "./serve.mjs";

const { nn, optim } = torch;
const noConvolution = "it has no convolution";

class MLP extends nn.Module {
  constructor() {
    super();
    this.first = new nn.Linear(784, 128, "cpu");
    this.relu = new nn.ReLU();
    this.second = new nn.Linear(128, 10, "cpu");
  }

  forward(x) {
    return this.second.forward(this.relu.forward(this.first.forward(x)));
  }
}

function mlpStep() {
  const model = new MLP();
  const optimizer = new optim.Adam(model.parameters(), 1e-3, 0);
  const criterion = new nn.CrossEntropyLoss();
  const x = torch.randn([64, 784], false, "cpu");
  const y = torch.tensor(Array.from(labels(64)), false, "cpu");
  return () => {
    const loss = criterion.forward(model.forward(x), y);
    loss.backward();
    optimizer.step();
    optimizer.zero_grad();
  };
}

function matmul(n) {
  const a = torch.randn([n, n], false, "cpu");
  const b = torch.randn([n, n], false, "cpu");
  return () => void torch.matmul(a, b);
}

await serve({
  cnnStep: noConvolution,
  cnnForward: noConvolution,
  lenetStep: noConvolution,
  mlpStep,
  matmul512: () => matmul(512),
  matmul1024: () => matmul(1024),
});
