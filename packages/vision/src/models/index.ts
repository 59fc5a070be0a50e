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
export {
  ResNet20_Weights,
  ResNet32_Weights,
  ResNet44_Weights,
  ResNet56_Weights,
  ResNet110_Weights,
} from "./cifarWeights.js";
export { type CNN, type CNNOptions, cnn } from "./cnn.js";
export { DenseNet, type DenseNetOptions, densenet121, densenet161, densenet169, densenet201 } from "./densenet.js";
export {
  EfficientNet,
  type EfficientNetB1Options,
  type EfficientNetOptions,
  efficientnetB0,
  efficientnetB1,
  efficientnetB2,
} from "./efficientnet.js";
export {
  AlexNet_Weights,
  DenseNet121_Weights,
  DenseNet161_Weights,
  DenseNet169_Weights,
  DenseNet201_Weights,
  EfficientNet_B0_Weights,
  EfficientNet_B1_Weights,
  EfficientNet_B2_Weights,
  MobileNet_V2_Weights,
  MobileNet_V3_Large_Weights,
  MobileNet_V3_Small_Weights,
  ResNet18_Weights,
  ResNet34_Weights,
  ResNet50_Weights,
  ResNet101_Weights,
  ResNet152_Weights,
  SqueezeNet1_0_Weights,
  SqueezeNet1_1_Weights,
  VGG11_BN_Weights,
  VGG11_Weights,
  VGG13_BN_Weights,
  VGG13_Weights,
  VGG16_BN_Weights,
  VGG16_Weights,
  VGG19_BN_Weights,
  VGG19_Weights,
} from "./imagenetWeights.js";
export { type LeNet5, type LeNet5Options, lenet5 } from "./lenet5.js";
export { MobileNetV2, type MobileNetV2Options, mobilenetV2 } from "./mobilenetV2.js";
export {
  MobileNetV3,
  type MobileNetV3LargeOptions,
  type MobileNetV3SmallOptions,
  mobilenetV3Large,
  mobilenetV3Small,
} from "./mobilenetV3.js";
export { ResNet, type ResNetOptions, resnet18, resnet34, resnet50, resnet101, resnet152 } from "./resnet.js";
export { SqueezeNet, type SqueezeNetOptions, squeezenet1_0, squeezenet1_1 } from "./squeezenet.js";
export type { Preset, Weights, WeightsMeta } from "./trained.js";
export { type UNet, type UNetOptions, unet } from "./unet.js";
export { VGG, type VGGOptions, vgg11, vgg11Bn, vgg13, vgg13Bn, vgg16, vgg16Bn, vgg19, vgg19Bn } from "./vgg.js";
export type { WeightsOptions } from "./weights.js";
