import { manualSeed, type nn, noGrad, randn, scope, vision } from "lumbre";
import { classifierStep } from "./networks.js";
import type { Workload } from "./workload.js";

const { models } = vision;

/** A known architecture by torchvision's name, and the side of the images that it gets. */
interface Known {
  readonly name: string;
  readonly title: string;
  readonly size: number;
  readonly make: () => nn.Module;
}

const zoo: readonly Known[] = [
  { name: "resnet18", title: "ResNet-18", size: 64, make: () => models.resnet18() },
  { name: "mobilenet_v2", title: "MobileNetV2", size: 64, make: () => models.mobilenetV2() },
  { name: "efficientnet_b0", title: "EfficientNet-B0", size: 64, make: () => models.efficientnetB0() },
  { name: "densenet121", title: "DenseNet-121", size: 64, make: () => models.densenet121() },
  { name: "vgg11", title: "VGG-11", size: 32, make: () => models.vgg11() },
  { name: "squeezenet1_0", title: "SqueezeNet", size: 64, make: () => models.squeezenet1_0() },
  { name: "alexnet", title: "AlexNet", size: 64, make: () => models.alexnet() },
];

/** Prediction, as a user who has trained does it: in eval mode, without a graph. */
function prepareForward({ make, size }: Known, batch: number): Workload["prepare"] {
  return () => {
    manualSeed(0);
    const model = make().eval();
    const x = randn(batch, 3, size, size);
    return () => scope(() => noGrad(() => void model.forward(x).sum().item()));
  };
}

function prepareStep({ make, size }: Known): Workload["prepare"] {
  return () => {
    manualSeed(0);
    const step = classifierStep(make(), [8, 3, size, size]);
    return () => scope(step);
  };
}

/** Networks that others designed: construction with random weights, prediction of 1 and of 8 images, a training step of 8. */
export const zooWorkloads: readonly Workload[] = zoo.flatMap((known) => {
  const { name, title, make } = known;
  return [
    { name: `new/${name}`, title: `${title}, construction`, prepare: () => () => scope(() => void make()) },
    { name: `forward1/${name}`, title: `${title}, forward, 1 image`, prepare: prepareForward(known, 1) },
    { name: `forward8/${name}`, title: `${title}, forward, 8 images`, prepare: prepareForward(known, 8) },
    { name: `step8/${name}`, title: `${title}, training step, 8 images`, prepare: prepareStep(known) },
  ];
});
