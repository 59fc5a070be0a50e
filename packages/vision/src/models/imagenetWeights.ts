import type { Interpolation } from "../transforms/index.js";
import { imagenetCategories } from "./imagenetCategories.js";
import { imageClassification } from "./presets.js";
import { Weights } from "./trained.js";
import {
  alexnetFiles,
  densenet121Files,
  densenet161Files,
  densenet169Files,
  densenet201Files,
  efficientnetB0Files,
  efficientnetB1Files,
  efficientnetB2Files,
  mobilenetV2Files,
  mobilenetV3LargeFiles,
  mobilenetV3SmallFiles,
  resnet18Files,
  resnet34Files,
  resnet50Files,
  resnet101Files,
  resnet152Files,
  squeezenet1_0Files,
  squeezenet1_1Files,
  vgg11BnFiles,
  vgg11Files,
  vgg13BnFiles,
  vgg13Files,
  vgg16BnFiles,
  vgg16Files,
  vgg19BnFiles,
  vgg19Files,
} from "./weightFiles.js";
import { torchvision } from "./weights.js";

/** Weights of a file: their accuracy, the best class and the best five, and how images are prepared. */
interface Trained {
  /** Share of ImageNet's validation images, in percent. */
  readonly acc: readonly [top1: number, top5: number];
  /** Height and width of images. Default 224. */
  readonly crop?: number;
  /** The shorter side before cropping. Default 256. */
  readonly resize?: number;
  /** Default "bilinear". */
  readonly interpolation?: Interpolation;
}

/** The weights of a network that was trained on ImageNet's 1,000 classes; the last ones are the default. */
/* @__NO_SIDE_EFFECTS__ */
function imagenet<const Version extends string>(
  title: string,
  files: Readonly<Record<Version, string>>,
  numParams: number,
  versions: Readonly<Record<Version, Trained>>,
  minSize = 1,
): { readonly [V in Version | "DEFAULT"]: Weights } {
  const { folder } = torchvision(files);
  const all = (Object.keys(versions) as Version[]).map((version) => {
    const { acc, crop = 224, resize = 256, interpolation = "bilinear" } = versions[version];
    const meta = {
      get categories() {
        return imagenetCategories();
      },
      numParams,
      minSize: [minSize, minSize] as const,
      metrics: { "ImageNet-1K": { "acc@1": acc[0], "acc@5": acc[1] } },
    };
    const transforms = () => imageClassification({ crop, resize, interpolation });
    return [version, new Weights(`${title}.${version}`, folder + files[version], meta, transforms)] as const;
  });
  const named = Object.fromEntries(all) as Record<Version, Weights>;
  return Object.freeze({ ...named, DEFAULT: all[all.length - 1][1] });
}

/**
 * Trained weights of {@link alexnet}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.alexnet.html
 */
export const AlexNet_Weights = imagenet(
  "AlexNet_Weights",
  alexnetFiles,
  61_100_840,
  { IMAGENET1K_V1: { acc: [56.522, 79.066] } },
  63,
);

/**
 * Trained weights of {@link densenet121}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.densenet121.html
 */
export const DenseNet121_Weights = imagenet(
  "DenseNet121_Weights",
  densenet121Files,
  7_978_856,
  { IMAGENET1K_V1: { acc: [74.434, 91.972] } },
  29,
);

/**
 * Trained weights of {@link densenet161}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.densenet161.html
 */
export const DenseNet161_Weights = imagenet(
  "DenseNet161_Weights",
  densenet161Files,
  28_681_000,
  { IMAGENET1K_V1: { acc: [77.138, 93.56] } },
  29,
);

/**
 * Trained weights of {@link densenet169}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.densenet169.html
 */
export const DenseNet169_Weights = imagenet(
  "DenseNet169_Weights",
  densenet169Files,
  14_149_480,
  { IMAGENET1K_V1: { acc: [75.6, 92.806] } },
  29,
);

/**
 * Trained weights of {@link densenet201}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.densenet201.html
 */
export const DenseNet201_Weights = imagenet(
  "DenseNet201_Weights",
  densenet201Files,
  20_013_928,
  { IMAGENET1K_V1: { acc: [76.896, 93.37] } },
  29,
);

/**
 * Trained weights of {@link efficientnetB0}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.efficientnet_b0.html
 */
export const EfficientNet_B0_Weights = imagenet("EfficientNet_B0_Weights", efficientnetB0Files, 5_288_548, {
  IMAGENET1K_V1: { acc: [77.692, 93.532], interpolation: "bicubic" },
});

/**
 * Trained weights of {@link efficientnetB1}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.efficientnet_b1.html
 */
export const EfficientNet_B1_Weights = imagenet("EfficientNet_B1_Weights", efficientnetB1Files, 7_794_184, {
  IMAGENET1K_V1: { acc: [78.642, 94.186], crop: 240, interpolation: "bicubic" },
  IMAGENET1K_V2: { acc: [79.838, 94.934], crop: 240, resize: 255 },
});

/**
 * Trained weights of {@link efficientnetB2}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.efficientnet_b2.html
 */
export const EfficientNet_B2_Weights = imagenet("EfficientNet_B2_Weights", efficientnetB2Files, 9_109_994, {
  IMAGENET1K_V1: { acc: [80.608, 95.31], crop: 288, resize: 288, interpolation: "bicubic" },
});

/**
 * Trained weights of {@link mobilenetV2}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.mobilenet_v2.html
 */
export const MobileNet_V2_Weights = imagenet("MobileNet_V2_Weights", mobilenetV2Files, 3_504_872, {
  IMAGENET1K_V1: { acc: [71.878, 90.286] },
  IMAGENET1K_V2: { acc: [72.154, 90.822], resize: 232 },
});

/**
 * Trained weights of {@link mobilenetV3Large}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.mobilenet_v3_large.html
 */
export const MobileNet_V3_Large_Weights = imagenet("MobileNet_V3_Large_Weights", mobilenetV3LargeFiles, 5_483_032, {
  IMAGENET1K_V1: { acc: [74.042, 91.34] },
  IMAGENET1K_V2: { acc: [75.274, 92.566], resize: 232 },
});

/**
 * Trained weights of {@link mobilenetV3Small}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.mobilenet_v3_small.html
 */
export const MobileNet_V3_Small_Weights = imagenet("MobileNet_V3_Small_Weights", mobilenetV3SmallFiles, 2_542_856, {
  IMAGENET1K_V1: { acc: [67.668, 87.402] },
});

/**
 * Trained weights of {@link resnet18}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.resnet18.html
 */
export const ResNet18_Weights = imagenet("ResNet18_Weights", resnet18Files, 11_689_512, {
  IMAGENET1K_V1: { acc: [69.758, 89.078] },
});

/**
 * Trained weights of {@link resnet34}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.resnet34.html
 */
export const ResNet34_Weights = imagenet("ResNet34_Weights", resnet34Files, 21_797_672, {
  IMAGENET1K_V1: { acc: [73.314, 91.42] },
});

/**
 * Trained weights of {@link resnet50}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.resnet50.html
 */
export const ResNet50_Weights = imagenet("ResNet50_Weights", resnet50Files, 25_557_032, {
  IMAGENET1K_V1: { acc: [76.13, 92.862] },
  IMAGENET1K_V2: { acc: [80.858, 95.434], resize: 232 },
});

/**
 * Trained weights of {@link resnet101}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.resnet101.html
 */
export const ResNet101_Weights = imagenet("ResNet101_Weights", resnet101Files, 44_549_160, {
  IMAGENET1K_V1: { acc: [77.374, 93.546] },
  IMAGENET1K_V2: { acc: [81.886, 95.78], resize: 232 },
});

/**
 * Trained weights of {@link resnet152}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.resnet152.html
 */
export const ResNet152_Weights = imagenet("ResNet152_Weights", resnet152Files, 60_192_808, {
  IMAGENET1K_V1: { acc: [78.312, 94.046] },
  IMAGENET1K_V2: { acc: [82.284, 96.002], resize: 232 },
});

/**
 * Trained weights of {@link squeezenet1_0}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.squeezenet1_0.html
 */
export const SqueezeNet1_0_Weights = imagenet(
  "SqueezeNet1_0_Weights",
  squeezenet1_0Files,
  1_248_424,
  { IMAGENET1K_V1: { acc: [58.092, 80.42] } },
  21,
);

/**
 * Trained weights of {@link squeezenet1_1}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.squeezenet1_1.html
 */
export const SqueezeNet1_1_Weights = imagenet(
  "SqueezeNet1_1_Weights",
  squeezenet1_1Files,
  1_235_496,
  { IMAGENET1K_V1: { acc: [58.178, 80.624] } },
  17,
);

/**
 * Trained weights of {@link vgg11}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.vgg11.html
 */
export const VGG11_Weights = imagenet(
  "VGG11_Weights",
  vgg11Files,
  132_863_336,
  { IMAGENET1K_V1: { acc: [69.02, 88.628] } },
  32,
);

/**
 * Trained weights of {@link vgg11Bn}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.vgg11_bn.html
 */
export const VGG11_BN_Weights = imagenet(
  "VGG11_BN_Weights",
  vgg11BnFiles,
  132_868_840,
  { IMAGENET1K_V1: { acc: [70.37, 89.81] } },
  32,
);

/**
 * Trained weights of {@link vgg13}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.vgg13.html
 */
export const VGG13_Weights = imagenet(
  "VGG13_Weights",
  vgg13Files,
  133_047_848,
  { IMAGENET1K_V1: { acc: [69.928, 89.246] } },
  32,
);

/**
 * Trained weights of {@link vgg13Bn}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.vgg13_bn.html
 */
export const VGG13_BN_Weights = imagenet(
  "VGG13_BN_Weights",
  vgg13BnFiles,
  133_053_736,
  { IMAGENET1K_V1: { acc: [71.586, 90.374] } },
  32,
);

/**
 * Trained weights of {@link vgg16}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.vgg16.html
 */
export const VGG16_Weights = imagenet(
  "VGG16_Weights",
  vgg16Files,
  138_357_544,
  { IMAGENET1K_V1: { acc: [71.592, 90.382] } },
  32,
);

/**
 * Trained weights of {@link vgg16Bn}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.vgg16_bn.html
 */
export const VGG16_BN_Weights = imagenet(
  "VGG16_BN_Weights",
  vgg16BnFiles,
  138_365_992,
  { IMAGENET1K_V1: { acc: [73.36, 91.516] } },
  32,
);

/**
 * Trained weights of {@link vgg19}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.vgg19.html
 */
export const VGG19_Weights = imagenet(
  "VGG19_Weights",
  vgg19Files,
  143_667_240,
  { IMAGENET1K_V1: { acc: [72.376, 90.876] } },
  32,
);

/**
 * Trained weights of {@link vgg19Bn}.
 * @see https://pytorch.org/vision/stable/models/generated/torchvision.models.vgg19_bn.html
 */
export const VGG19_BN_Weights = imagenet(
  "VGG19_BN_Weights",
  vgg19BnFiles,
  143_678_248,
  { IMAGENET1K_V1: { acc: [74.218, 91.842] } },
  32,
);
