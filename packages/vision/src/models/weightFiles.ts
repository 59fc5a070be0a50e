// Files of trained weights on download.pytorch.org, as torchvision names them; the last one of a network is its best.

export const alexnetFiles = { IMAGENET1K_V1: "alexnet-owt-7be5be79.pth" };
export const densenet121Files = { IMAGENET1K_V1: "densenet121-a639ec97.pth" };
export const densenet161Files = { IMAGENET1K_V1: "densenet161-8d451a50.pth" };
export const densenet169Files = { IMAGENET1K_V1: "densenet169-b2777c0a.pth" };
export const densenet201Files = { IMAGENET1K_V1: "densenet201-c1103571.pth" };
export const efficientnetB0Files = { IMAGENET1K_V1: "efficientnet_b0_rwightman-7f5810bc.pth" };
export const efficientnetB1Files = {
  IMAGENET1K_V1: "efficientnet_b1_rwightman-bac287d4.pth",
  IMAGENET1K_V2: "efficientnet_b1-c27df63c.pth",
};
export const efficientnetB2Files = { IMAGENET1K_V1: "efficientnet_b2_rwightman-c35c1473.pth" };
export const mobilenetV2Files = {
  IMAGENET1K_V1: "mobilenet_v2-b0353104.pth",
  IMAGENET1K_V2: "mobilenet_v2-7ebf99e0.pth",
};
export const mobilenetV3LargeFiles = {
  IMAGENET1K_V1: "mobilenet_v3_large-8738ca79.pth",
  IMAGENET1K_V2: "mobilenet_v3_large-5c1a4163.pth",
};
export const mobilenetV3SmallFiles = { IMAGENET1K_V1: "mobilenet_v3_small-047dcff4.pth" };
export const resnet18Files = { IMAGENET1K_V1: "resnet18-f37072fd.pth" };
export const resnet34Files = { IMAGENET1K_V1: "resnet34-b627a593.pth" };
export const resnet50Files = { IMAGENET1K_V1: "resnet50-0676ba61.pth", IMAGENET1K_V2: "resnet50-11ad3fa6.pth" };
export const resnet101Files = { IMAGENET1K_V1: "resnet101-63fe2227.pth", IMAGENET1K_V2: "resnet101-cd907fc2.pth" };
export const resnet152Files = { IMAGENET1K_V1: "resnet152-394f9c45.pth", IMAGENET1K_V2: "resnet152-f82ba261.pth" };
export const squeezenet1_0Files = { IMAGENET1K_V1: "squeezenet1_0-b66bff10.pth" };
export const squeezenet1_1Files = { IMAGENET1K_V1: "squeezenet1_1-b8a52dc0.pth" };
export const vgg11Files = { IMAGENET1K_V1: "vgg11-8a719046.pth" };
export const vgg11BnFiles = { IMAGENET1K_V1: "vgg11_bn-6002323d.pth" };
export const vgg13Files = { IMAGENET1K_V1: "vgg13-19584684.pth" };
export const vgg13BnFiles = { IMAGENET1K_V1: "vgg13_bn-abd245e5.pth" };
export const vgg16Files = { IMAGENET1K_V1: "vgg16-397923af.pth" };
export const vgg16BnFiles = { IMAGENET1K_V1: "vgg16_bn-6c64b313.pth" };
export const vgg19Files = { IMAGENET1K_V1: "vgg19-dcbb9e9d.pth" };
export const vgg19BnFiles = { IMAGENET1K_V1: "vgg19_bn-c79401a0.pth" };
