import * as nn from "@lumbre/nn";
import { each, floats, type Table, value } from "./values.js";

const images = floats(2, 3, 32, 32);

const network = (): nn.Module => new nn.Sequential(new nn.Conv2d(3, 1, 3, 8), new nn.Flatten(), new nn.Linear(16, 2));

/** Networks of `@lumbre/vision`, as small as they can be. */
export const visionTable: Table = {
  "vision.models.CifarResNet": { depth: value(8), numClasses: value(2) },
  "vision.models.ResNet": { block: value("basic"), layers: value([1, 1, 1, 1]), numClasses: value(2) },
  "vision.models.DenseNet": { growthRate: value(4), layers: value([1, 1, 1, 1]), initFeatures: value(8) },
  "vision.models.SqueezeNet": { version: value("1_1"), numClasses: value(2) },
  ...each(
    "vision.models.mobilenetV2 vision.models.resnet20 vision.models.resnet32 vision.models.resnet18 vision.models.squeezenet1_0 vision.models.squeezenet1_1",
    {
      weights: value(null),
      numClasses: value(2),
    },
  ),
  "vision.models.cnn": { imageSize: value(8) },
  "vision.featureMaps": { model: network, x: images, layers: value(["0"]) },
  "vision.saliency": { model: network, x: images, target: value(1) },
  "vision.gradCam": { model: network, x: images, layer: value("0"), target: value(1) },
  "vision.transforms.Compose": { transforms: () => [(x: unknown): unknown => x] },
  ...each("Compose.forward Lambda.forward", { x: images }),
  ...each("vision.transforms.Resize vision.transforms.functional.resize", {
    interpolation: value("bilinear"),
    maxSize: value(2),
  }),
  "vision.transforms.Normalize": { mean: value([0.5]), std: value([0.5]) },
  "vision.transforms.functional.normalize": { x: images, mean: value([0.5]), std: value([0.5]) },
  "Normalize.forward": { x: images },
  ...each("CifarResNet.forward ResNet.forward DenseNet.forward MobileNetV2.forward SqueezeNet.forward", { x: images }),
};
