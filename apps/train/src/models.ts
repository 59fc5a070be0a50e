import { nn, type Tensor } from "lumbre";

/** LeCun's LeNet-5 with ReLU and max-pooling, as it is trained today: 61,706 parameters. */
export class LeNet5 extends nn.Module {
  features = new nn.Sequential(
    new nn.Conv2d(1, 6, 5, { padding: 2 }),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Conv2d(6, 16, 5),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
  );
  classifier = new nn.Sequential(
    new nn.Flatten(),
    new nn.Linear(16 * 5 * 5, 120),
    new nn.ReLU(),
    new nn.Linear(120, 84),
    new nn.ReLU(),
    new nn.Linear(84, 10),
  );

  forward(x: Tensor): Tensor {
    return this.classifier.forward(this.features.forward(x));
  }
}

const block = (cIn: number, cOut: number): nn.Sequential =>
  new nn.Sequential(new nn.Conv2d(cIn, cOut, 3, { padding: 1 }), new nn.ReLU(), new nn.MaxPool2d(2));

/** Two blocks of convolution, ReLU and pooling, and one linear layer: 137,226 parameters. */
export class CNN extends nn.Module {
  conv1 = block(1, 64);
  conv2 = block(64, 128);
  fc = new nn.Linear(128 * 7 * 7, 10);

  forward(x: Tensor): Tensor {
    x = this.conv1.forward(x);
    x = this.conv2.forward(x);
    return this.fc.forward(x.view(x.shape[0], -1));
  }
}

/** The models by the name they have on the command line. */
export const models = { lenet5: () => new LeNet5(), cnn: () => new CNN() };

/** What `--model` takes. */
export type ModelName = keyof typeof models;
