import * as nn from "@lumbre/nn";
import { tensor } from "@lumbre/tensor";
import { each, floats, integers, linear, type Table, trained, value } from "./values.js";

const image = floats(1, 2, 4, 4);
const row = floats(1, 2, 5);
const buffered = (): nn.Module => {
  const layer = linear();
  layer.registerBuffer("seen", floats(2)());
  return layer;
};
const resized = {
  size: value(2),
  scaleFactor: value(null),
  mode: value("bilinear"),
  recomputeScaleFactor: value(null),
};
const nested = (): nn.Module => new nn.Sequential(linear(), new nn.ReLU());
const named = (): nn.ModuleDict => new nn.ModuleDict({ a: linear() });

/** Functions, layers and containers of `@lumbre/nn`. */
export const nnTable: Table = {
  "nn.Threshold": { threshold: value(0.5), value: value(2) },
  "nn.Hardtanh": { minVal: value(0.25), maxVal: value(0.75) },
  ...each("nn.Conv1d nn.Conv2d", { inChannels: value(2), outChannels: value(2), kernelSize: value(3) }),
  ...each("nn.ConvTranspose1d nn.ConvTranspose2d", {
    inChannels: value(2),
    outChannels: value(2),
    kernelSize: value(3),
    stride: value(2),
    outputPadding: value(1),
  }),
  "Convolution.forward": { this: () => new nn.Conv1d(2, 2, 3), x: row },
  "TransposedConvolution.forward": { this: () => new nn.ConvTranspose1d(2, 2, 3), x: row },
  "Container.forward": { _inputs: value([]) },
  ...each("MaxPool1d.forward AvgPool1d.forward AdaptiveAvgPool1d.forward AdaptiveMaxPool1d.forward", { x: row }),
  ...each("MaxPool2d.forward MinPool2d.forward AvgPool2d.forward AdaptiveAvgPool2d.forward AdaptiveMaxPool2d.forward", {
    x: image,
  }),
  "nn.functional.minPool2d": { x: image, kernelSize: value(2) },
  ...each("nn.MaxPool1d nn.MaxPool2d nn.MinPool2d nn.AvgPool1d nn.AvgPool2d", { kernelSize: value(2) }),
  ...each("nn.AdaptiveAvgPool1d nn.AdaptiveAvgPool2d nn.AdaptiveMaxPool1d nn.AdaptiveMaxPool2d", {
    outputSize: value(2),
  }),
  "nn.functional.interpolate": { ...resized, x: image },
  "nn.Upsample": resized,
  ...each("nn.UpsamplingNearest2d nn.UpsamplingBilinear2d", { size: value(2), scaleFactor: value(null) }),
  "Resizer.extraRepr": { this: () => new nn.Upsample(2) },
  "Resizer.forward": { this: () => new nn.Upsample(2), x: image },
  "nn.functional.gridSample": { x: image, grid: floats(1, 2, 2, 2) },
  "nn.functional.affineGrid": {
    theta: () =>
      tensor([
        [
          [1, 0, 0.5],
          [0, 1, 0],
        ],
      ]),
    size: value([1, 1, 2, 2]),
  },
  "nn.Embedding": { numEmbeddings: value(3), embeddingDim: value(2) },
  "Embedding.forward": { indices: integers(0, 1) },
  "nn.Bilinear": { in1Features: value(2), in2Features: value(2), outFeatures: value(2) },
  "nn.Linear": { inFeatures: value(2), outFeatures: value(2) },
  "nn.Identity": { _unused: value([]) },
  ...each("nn.BatchNorm1d nn.BatchNorm2d nn.InstanceNorm1d nn.InstanceNorm2d", { numFeatures: value(2) }),
  ...each("BatchNorm.forward InstanceNorm.forward", { x: row }),
  "nn.GroupNorm": { numGroups: value(1), numChannels: value(2) },
  "GroupNorm.forward": { x: image },
  "nn.LayerNorm": { normalizedShape: value(2) },
  "nn.Unflatten": { unflattenedSize: value([2, 1]) },
  ...each("nn.CrossEntropyLoss nn.NLLLoss nn.BCELoss nn.BCEWithLogitsLoss", { weight: floats(2) }),
  "nn.BCEWithLogitsLoss": { posWeight: floats(2) },
  ...each("CrossEntropyLoss.forward NLLLoss.forward", { target: integers(0, 1) }),
  ...each("nn.functional.crossEntropy nn.functional.nllLoss", { target: integers(0, 1), weight: floats(2) }),
  "nn.functional.bilinear": { weight: floats(2, 2, 2), bias: floats(2) },
  "nn.functional.batchNorm": {
    x: image,
    runningMean: floats(2),
    runningVar: floats(2),
    weight: floats(2),
    bias: floats(2),
  },
  "nn.functional.instanceNorm": {
    x: image,
    runningMean: floats(2),
    runningVar: floats(2),
    weight: floats(2),
    bias: floats(2),
  },
  "nn.functional.groupNorm": { x: image, numGroups: value(1), weight: floats(2), bias: floats(2) },
  "nn.functional.layerNorm": { normalizedShape: value([2]), weight: floats(2), bias: floats(2) },
  "nn.functional.dropout1d": { x: row },
  "nn.functional.dropout2d": { x: image },
  "nn.functional.normalize": { p: value(2) },
  ...each("nn.init.uniform_", { a: value(0), b: value(2) }),
  "nn.init.truncNormal_": { a: value(-1), b: value(2) },
  "nn.init.dirac_": { x: floats(2, 2, 3) },
  "nn.hasForwardHooks": { module: linear },
  "nn.deepcopy": { x: nested },
  ...each("nn.utils.clipGradNorm_ nn.utils.clipGradValue_ nn.utils.parametersToVector", { parameters: trained }),
  "nn.utils.vectorToParameters": { vec: floats(6), parameters: trained },
  "nn.summary": { model: linear },
  "nn.profile": { model: linear, inputs: floats(2, 2) },
  ...each("Profile.keyAverages Profile.moduleAverages Profile.table Profile.toChromeTrace Profile.toString", {
    this: () => nn.profile(linear(), floats(2, 2)()),
  }),
  "nn.ModuleDict": { modules: () => ({ a: linear() }) },
  "nn.ModuleList": { modules: () => [linear()] },
  "nn.ParameterDict": { parameters: () => ({ a: floats(2)() }) },
  "nn.ParameterList": { parameters: () => [floats(2)()] },
  "nn.Module": {
    subclass: () =>
      class Same extends nn.Module<[x: unknown], unknown> {
        forward(x: unknown): unknown {
          return x;
        }
      },
  },
  "nn.Sequential": { modules: ({ types }) => (types.length > 1 ? { a: linear() } : [linear()]) },
  "Sequential.forward": { input: floats(2, 2) },
  ...each("Module.parameters Module.stateDict Module.toString", {
    this: nested,
  }),
  "Module.namedModules": { this: nested, prefix: value("model") },
  ...each("Module.namedParameters Module.namedBuffers", { this: nested, prefix: value("model") }),
  "Module.registerParameter": { this: linear, name: value("extra"), param: () => new nn.Parameter(floats(2)()) },
  "Module.registerBuffer": { this: linear, name: value("extra") },
  ...each("Module.registerModule Module.addModule", { this: linear, name: value("extra"), module: linear }),
  "Module.getSubmodule": { this: nested, target: value("1") },
  "Module.getParameter": { this: linear, target: value("weight") },
  "Module.getBuffer": { this: buffered, target: value("seen") },
  "Module.loadStateDict": {
    this: linear,
    stateDict: () => ({ weight: floats(2, 2)(), bias: floats(2)() }),
  },
  "DictContainer.at": { key: value("a") },
  "DictContainer.has": { key: value("a") },
  "DictContainer.pop": { key: value("a") },
  ...each("DictContainer.add DictContainer.set", { this: named, key: value("b"), value: linear }),
  "DictContainer.update": { entries: () => ({ b: linear() }) },
  "Container.registerModule": { name: value("b"), module: linear },
  ...each("ListContainer.append", { value: linear }),
  ...each("ListContainer.insert ListContainer.set", { index: value(0), value: linear }),
  "ListContainer.extend": { values: () => [linear()] },
  ...each("ListContainer.at ListContainer.pop", { index: value(0) }),
};
