import { nn, type Tensor, vision } from "lumbre";
import { type DataName, dataSets, type ImageShape } from "./dataSets.js";
import { OptionError } from "./errors.js";
import { ResNet9 } from "./resnet9.js";

const digits: ImageShape = [1, 28, 28];

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

/** Two blocks of convolution, ReLU and pooling, and one linear layer: for MNIST 137,226 parameters. */
export class CNN extends nn.Module {
  conv1: nn.Sequential;
  conv2 = block(64, 128);
  fc: nn.Linear;

  constructor([channels, height, width]: ImageShape = digits) {
    super();
    this.conv1 = block(channels, 64);
    this.fc = new nn.Linear(128 * Math.floor(height / 4) * Math.floor(width / 4), 10);
  }

  forward(x: Tensor): Tensor {
    x = this.conv1.forward(x);
    x = this.conv2.forward(x);
    return this.fc.forward(x.view(x.shape[0], -1));
  }
}

/** One hidden layer of 256 units, with dropout: for MNIST 203,530 parameters. */
function createMlp([channels, height, width]: ImageShape): nn.Sequential {
  return new nn.Sequential(
    new nn.Flatten(),
    new nn.Linear(channels * height * width, 256),
    new nn.ReLU(),
    new nn.Dropout(0.2),
    new nn.Linear(256, 10),
  );
}

/** A network, and the images that it takes. */
interface ModelSpec {
  create(shape: ImageShape): nn.Module;
  /** Says what images it takes, when it does not take these. */
  readonly refuses?: (shape: ImageShape) => string | null;
}

const onlyDigits = ([channels, height, width]: ImageShape): string | null =>
  channels === 1 && height === 28 && width === 28 ? null : "images of 1 channel, 28 x 28 pixels";
const onlyColour = ([channels]: ImageShape): string | null => (channels === 3 ? null : "images of 3 channels");

const residual = (create: () => nn.Module): ModelSpec => ({ create, refuses: onlyColour });
const { resnet20, resnet32, resnet44, resnet56, resnet110 } = vision.models;

/** The models by the name they have on the command line. */
export const models = {
  lenet5: { create: () => new LeNet5(), refuses: onlyDigits },
  cnn: { create: (shape) => new CNN(shape) },
  mlp: { create: createMlp },
  resnet9: { create: ([channels]) => new ResNet9(channels) },
  resnet20: residual(() => resnet20()),
  resnet32: residual(() => resnet32()),
  resnet44: residual(() => resnet44()),
  resnet56: residual(() => resnet56()),
  resnet110: residual(() => resnet110()),
} satisfies Readonly<Record<string, ModelSpec>>;

/** What `--model` takes. */
export type ModelName = keyof typeof models;

/**
 * Throws unless a model takes the images of a data set.
 * @throws {OptionError}
 */
export function requireFit(model: ModelName, data: DataName): void {
  const { shape } = dataSets[data];
  const expected = (models[model] as ModelSpec).refuses?.(shape) ?? null;
  if (expected === null) return;
  const [channels, height, width] = shape;
  const fitting = Object.entries<ModelSpec>(models).filter(([, { refuses }]) => (refuses?.(shape) ?? null) === null);
  throw new OptionError(
    `--model: ${model} takes ${expected}, and those of ${data} have ${channels} of ${height} x ${width} pixels; choose ` +
      fitting.map(([name]) => name).join(", "),
  );
}

/** A new network for the images of a data set. */
export function createModel(model: ModelName, data: DataName): nn.Module {
  requireFit(model, data);
  return (models[model] as ModelSpec).create(dataSets[data].shape);
}
