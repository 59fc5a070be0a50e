import { noGrad } from "@lumbre/autograd";
import * as nn from "@lumbre/nn";
import { type Device, scope, type Tensor, zeros } from "@lumbre/tensor";
import { imageSize, type LayerInfo, type ModelName } from "../protocol.js";

/** A network that reads digits: images [N, 1, 28, 28] become logits [N, 10]. */
export type DigitModel = nn.Module<[x: Tensor], Tensor>;

/** LeCun's LeNet-5 with ReLU and max-pooling, as it is trained today: 61,706 parameters. */
class LeNet5 extends nn.Module<[x: Tensor], Tensor> {
  features = new nn.Sequential(
    new nn.Conv2d(1, 6, 5, { padding: 2 }),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Conv2d(6, 16, 5),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
  );
  dropout: nn.Dropout;
  classifier = new nn.Sequential(
    new nn.Flatten(),
    new nn.Linear(16 * 5 * 5, 120),
    new nn.ReLU(),
    new nn.Linear(120, 84),
    new nn.ReLU(),
    new nn.Linear(84, 10),
  );

  constructor(p: number) {
    super();
    this.dropout = new nn.Dropout(p);
  }

  forward(x: Tensor): Tensor {
    return this.classifier(this.dropout(this.features(x)));
  }
}

const block = (cIn: number, cOut: number): nn.Sequential =>
  new nn.Sequential(new nn.Conv2d(cIn, cOut, 3, { padding: 1 }), new nn.ReLU(), new nn.MaxPool2d(2));

/** The network of Lumbre's README: two blocks of convolution, ReLU and pooling, and one linear layer. */
class CNN extends nn.Module<[x: Tensor], Tensor> {
  conv1 = block(1, 64);
  conv2 = block(64, 128);
  dropout: nn.Dropout;
  fc = new nn.Linear(128 * 7 * 7, 10);

  constructor(p: number) {
    super();
    this.dropout = new nn.Dropout(p);
  }

  forward(x: Tensor): Tensor {
    return this.fc(this.dropout(this.conv2(this.conv1(x)).flatten(1)));
  }
}

/** A multilayer perceptron with one hidden layer, which knows nothing of neighbours in an image. */
class MLP extends nn.Module<[x: Tensor], Tensor> {
  hidden = new nn.Sequential(new nn.Flatten(), new nn.Linear(imageSize * imageSize, 128), new nn.ReLU());
  dropout: nn.Dropout;
  fc = new nn.Linear(128, 10);

  constructor(p: number) {
    super();
    this.dropout = new nn.Dropout(p);
  }

  forward(x: Tensor): Tensor {
    return this.fc(this.dropout(this.hidden(x)));
  }
}

const models: Readonly<Record<ModelName, (p: number) => DigitModel>> = {
  lenet5: (p) => new LeNet5(p),
  cnn: (p) => new CNN(p),
  mlp: (p) => new MLP(p),
};

export function createModel(name: ModelName, dropout: number): DigitModel {
  return models[name](dropout);
}

// Names as the user knows them: a minifier shortens those of classes.
const kinds = [
  [nn.Conv2d, "Conv2d"],
  [nn.ReLU, "ReLU"],
  [nn.MaxPool2d, "MaxPool2d"],
  [nn.Flatten, "Flatten"],
  [nn.Linear, "Linear"],
  [nn.Dropout, "Dropout"],
] as const;

/** The layers that have no others in them, by their path in the state dict. */
export function leafLayers(model: DigitModel): [name: string, layer: nn.Module, kind: string][] {
  return model.namedModules().flatMap(([name, layer]): [string, nn.Module, string][] => {
    const kind = kinds.find(([type]) => layer instanceof type)?.[1];
    return kind === undefined ? [] : [[name, layer, kind]];
  });
}

/** Each layer with the shape that it gives for one image, found by running the model once. */
export function describeLayers(model: DigitModel, device: Device): LayerInfo[] {
  const layers = leafLayers(model);
  const shapes = new Map<nn.Module, readonly number[]>();
  const hooks = layers.map(([, layer]) =>
    layer.registerForwardHook((module, _, output) => {
      shapes.set(module, (output as Tensor).shape.slice(1));
    }),
  );
  model.eval();
  scope(() => noGrad(() => void model(zeros(1, 1, imageSize, imageSize, { device }))));
  for (const hook of hooks) hook.remove();
  return layers.map(([name, layer, kind]) => ({
    name,
    kind,
    parameters: layer.parameters().reduce((sum, parameter) => sum + parameter.numel(), 0),
    output: shapes.get(layer) ?? [],
  }));
}
