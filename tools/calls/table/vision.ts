import { tmpdir } from "node:os";
import { join } from "node:path";
import * as nn from "@lumbre/nn";
import type { Tensor } from "@lumbre/tensor";
import { encodePng, models, transforms } from "@lumbre/vision";
import { each, floats, type Table, value } from "./values.js";

const images = floats(2, 3, 32, 32);
const bytes = () => floats(3, 2, 2)().mul(255).to("uint8");
const png = () => encodePng(bytes());
/** A JPEG file of one grey pixel. */
const jpeg = () =>
  Uint8Array.from(
    Buffer.from(
      "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAB//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8ACH//2Q==",
      "base64",
    ),
  );

const plot = {
  title: value("a"),
  xLabel: value("b"),
  yLabel: value("c"),
  yScale: value("log"),
  yRange: value([1, 5]),
  width: value(200),
  height: value(150),
  file: value(join(tmpdir(), `lumbre-calls-${process.pid}.svg`)),
};

const batchOfBytes = (): Tensor => images().mul(255).floor().to("uint8");

const network = (): nn.Module => new nn.Sequential(new nn.MaxPool2d(16), new nn.Flatten());

/** Images, and networks as small as they can be. */
export const visionTable: Table = {
  ...each("vision.decodePng vision.decodeImage", { input: png, mode: value("GRAY") }),
  "vision.decodeJpeg": { input: jpeg, mode: value("GRAY") },
  "vision.encodePng": { input: bytes, compressionLevel: value(1) },
  "vision.makeGrid": {
    tensor: images,
    nrow: value(1),
    padding: value(0),
    normalize: value(true),
    valueRange: value([0, 1]),
    scaleEach: value(true),
    padValue: value(1),
  },
  "vision.colorMap": { x: floats(2, 3), cmap: value("gray"), vmin: value(0), vmax: value(1) },
  "vision.show": {
    image: floats(2, 3, 4, 4),
    titles: value(["a", "b"]),
    cmap: value("gray"),
    vmin: value(0),
    vmax: value(1),
    nrow: value(1),
    scale: value(1),
    format: value("png"),
    file: value(join(tmpdir(), `lumbre-calls-${process.pid}.png`)),
    canvas: value(null),
  },
  "vision.plotCurves": { curves: value({ a: [1, 2, 3] }), x: value([1, 2, 3]), ...plot },
  "vision.plotBars": { bars: value({ a: [1, 2], b: [3, 4] }), groups: value(["c", "d"]), ...plot },
  "vision.rgb2gray": { rgb: floats(3, 4, 4), channelDim: value(0) },
  "vision.convolve2d": {
    in1: floats(4, 5),
    in2: floats(3, 3),
    mode: value("same"),
    boundary: value("symm"),
    fillvalue: value(1),
  },
  "vision.sobel": { image: floats(4, 5), axis: value(0), mode: value("wrap"), cval: value(1) },
  "vision.equalizeHist": { image: floats(4, 5), nbins: value(8), mask: floats(4, 5) },
  "vision.equalizeAdapthist": {
    image: floats(4, 5, 3),
    kernelSize: value(2),
    clipLimit: value(0.5),
    nbins: value(8),
    channelDim: value(2),
  },
  "vision.models.CifarResNet": { depth: value(8), numClasses: value(2) },
  "vision.models.ResNet": { block: value("basic"), layers: value([1, 1, 1, 1]), numClasses: value(2) },
  "vision.models.DenseNet": { growthRate: value(4), layers: value([1, 1, 1, 1]), initFeatures: value(8) },
  "vision.models.MobileNetV3": { size: value("small"), numClasses: value(2) },
  "vision.models.SqueezeNet": { version: value("1_1"), numClasses: value(2) },
  ...each(
    "vision.models.mobilenetV2 vision.models.mobilenetV3Small vision.models.resnet20 vision.models.resnet32 vision.models.resnet18 vision.models.squeezenet1_0 vision.models.squeezenet1_1",
    {
      weights: value(null),
      numClasses: value(2),
    },
  ),
  "vision.models.cnn": { imageSize: value(8) },
  "vision.ops.SqueezeExcitation": {
    inputChannels: value(3),
    squeezeChannels: value(1),
    activation: () => () => new nn.ReLU(),
    scaleActivation: () => () => new nn.Sigmoid(),
  },
  "vision.ops.StochasticDepth": { p: value(0.5), mode: value("row") },
  "vision.ops.stochasticDepth": { x: images, p: value(0.5), mode: value("row") },
  ...each("Weights.transforms Weights.toString", { this: () => models.ResNet20_Weights.DEFAULT }),
  ...each("SqueezeExcitation.forward StochasticDepth.forward", { x: images }),
  "vision.featureMaps": { model: network, x: images, layers: value(["0"]) },
  "vision.saliency": { model: network, x: images, target: value(1) },
  "vision.gradCam": { model: network, x: images, layer: value("0"), target: value(1) },
  ...each("vision.transforms.Compose vision.transforms.RandomApply vision.transforms.RandomOrder", {
    transforms: () => [(x: unknown): unknown => x],
  }),
  ...each("Compose.forward Lambda.forward", { x: images }),
  ...each("vision.transforms.Resize vision.transforms.functional.resize", {
    interpolation: value("bilinear"),
    maxSize: value(2),
  }),
  "vision.transforms.Normalize": { mean: value([0.5]), std: value([0.5]) },
  "vision.transforms.functional.normalize": { x: images, mean: value([0.5]), std: value([0.5]) },
  "Normalize.forward": { x: images },
  "ToTensor.batch": { pictures: floats(2, 4, 4, 3) },
  ...each("Normalize.batch ImageTransform.batch", { x: images }),
  ...each("RandomGroup.forward RandomGroup.batch", {
    this: () => new transforms.RandomApply([new transforms.RandomHorizontalFlip()]),
    x: images,
  }),
  "vision.transforms.RandomChoice": { transforms: () => [(x: unknown): unknown => x], p: value([1]) },
  "vision.transforms.RandomResizedCrop": { interpolation: value("bilinear") },
  "vision.transforms.RandomAffine": { translate: value([0.1, 0.1]) },
  "vision.transforms.RandomErasing": { scale: value([0.1, 0.2]) },
  "vision.transforms.ColorJitter": { hue: value(0.25) },
  "vision.transforms.Grayscale": { numOutputChannels: value(3) },
  "vision.transforms.TrivialAugmentWide": { numMagnitudeBins: value(3) },
  "vision.transforms.functional.adjustHue": { hueFactor: value(0.25) },
  "vision.transforms.functional.rgbToGrayscale": { x: images, numOutputChannels: value(3) },
  "vision.transforms.functional.erase": { v: value(1) },
  ...each(
    "vision.transforms.functional.invert vision.transforms.functional.solarize vision.transforms.functional.autocontrast",
    { x: images },
  ),
  ...each("vision.transforms.functional.posterize vision.transforms.functional.equalize", { x: batchOfBytes }),
  ...each(
    "CifarResNet.forward ResNet.forward DenseNet.forward MobileNetV2.forward MobileNetV3.forward SqueezeNet.forward",
    { x: images },
  ),
};
