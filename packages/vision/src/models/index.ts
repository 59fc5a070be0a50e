export { AlexNet, type AlexNetOptions, alexnet } from "./alexnet.js";
export {
  CifarResNet,
  type CifarResNetOptions,
  resnet20,
  resnet32,
  resnet44,
  resnet56,
  resnet110,
} from "./cifarResnet.js";
export { type CNN, type CNNOptions, cnn } from "./cnn.js";
export { DenseNet, type DenseNetOptions, densenet121, densenet161, densenet169, densenet201 } from "./densenet.js";
export { type LeNet5, type LeNet5Options, lenet5 } from "./lenet5.js";
export { MobileNetV2, type MobileNetV2Options, mobilenetV2 } from "./mobilenetV2.js";
export { ResNet, type ResNetOptions, resnet18, resnet34, resnet50, resnet101, resnet152 } from "./resnet.js";
export { SqueezeNet, type SqueezeNetOptions, squeezenet1_0, squeezenet1_1 } from "./squeezenet.js";
export { VGG, type VGGOptions, vgg11, vgg11Bn, vgg13, vgg13Bn, vgg16, vgg16Bn, vgg19, vgg19Bn } from "./vgg.js";
export type { WeightsOptions } from "./weights.js";
