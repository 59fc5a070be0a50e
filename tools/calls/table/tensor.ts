import { cpu, Device, Generator, tensor } from "@lumbre/tensor";
import { bareBackend } from "@lumbre/testing";
import { bools, each, floats, integers, type Table, value } from "./values.js";

const mask = (): unknown =>
  tensor([
    [true, false],
    [false, true],
  ]);
const indices = (): unknown =>
  tensor(
    [
      [0, 1],
      [1, 0],
    ],
    { dtype: "int32" },
  );
const image = floats(1, 2, 4, 4);
const row = floats(1, 2, 5);

/** Functions of `@lumbre/tensor`; methods take the same values. */
export const tensorTable: Table = {
  "tensor.bestDevice": { candidates: value([cpu]) },
  "tensor.Device": { backend: () => cpu.backend, trace: () => (): void => {} },
  "tensor.fromTypedArray": { data: () => Float32Array.of(1, 2, 3, 4) },
  "tensor.tensor": { data: value([1, 2]), dtype: value("int32"), requiresGrad: value(false) },
  "Tensor.newTensor": { data: value([1, 2]), dtype: value("int32"), requiresGrad: value(false) },
  "tensor.randint": { high: value(9) },
  "tensor.randintLike": { high: value(9) },
  "tensor.randperm": { n: value(4), dtype: value("int32"), requiresGrad: value(false) },
  "tensor.arange": { start: value(0), end: value(6), step: value(2) },
  "tensor.eye": { n: value(2), m: value(3) },
  "tensor.linspace": { start: value(0), end: value(6), steps: value(4) },
  "tensor.logspace": { start: value(0), end: value(2), steps: value(3), base: value(2) },
  "tensor.multinomial": { numSamples: value(2) },
  ...each("tensor.conv1d", { x: row, weight: floats(2, 2, 3), bias: floats(2) }),
  ...each("tensor.conv2d", { x: image, weight: floats(2, 2, 3, 3), bias: floats(2) }),
  "tensor.convTranspose1d": {
    x: row,
    weight: floats(2, 2, 3),
    bias: floats(2),
    stride: value(2),
    outputPadding: value(1),
  },
  "tensor.convTranspose2d": {
    x: image,
    weight: floats(2, 2, 3, 3),
    bias: floats(2),
    stride: value(2),
    outputPadding: value(1),
  },
  ...each("tensor.maxPool1d tensor.avgPool1d", { x: row, kernelSize: value(2) }),
  ...each("tensor.maxPool2d tensor.avgPool2d", { x: image, kernelSize: value(2) }),
  ...each("tensor.adaptiveAvgPool1d tensor.adaptiveMaxPool1d", { x: row, outputSize: value(2) }),
  ...each("tensor.adaptiveAvgPool2d tensor.adaptiveMaxPool2d", { x: image, outputSize: value(2) }),
  ...each("tensor.hardtanh", { minVal: value(0.25), maxVal: value(0.75) }),
  ...each("tensor.clamp tensor.clamp_", { min: value(0.25), max: value(0.75) }),
  "tensor.prelu": { weight: floats(1) },
  ...each("tensor.where", { condition: mask }),
  ...each("Tensor.where", { condition: mask }),
  ...each("tensor.maskedFill tensor.maskedFill_", { mask, value: value(3) }),
  "tensor.maskedSelect": { mask },
  "tensor.at": { parts: value([0]) },
  ...each("tensor.indexPut tensor.indexPut_", { indices: value([0]), values: floats(2) }),
  "tensor.embedding": { x: integers(0, 1), weight: floats(3, 2) },
  ...each("tensor.gather tensor.scatter tensor.scatter_ tensor.scatterAdd tensor.scatterAdd_", { index: indices }),
  ...each("tensor.indexAdd tensor.indexAdd_ tensor.indexCopy tensor.indexCopy_ tensor.indexSelect tensor.take", {
    index: integers(0, 1),
  }),
  "tensor.takeAlongDim": { indices },
  "tensor.bincount": { x: integers(0, 1), weights: floats(2) },
  "tensor.oneHot": { x: integers(0, 1), numClasses: value(3) },
  ...each("tensor.permute tensor.flip", { dims: value([1, 0]) }),
  "tensor.tile": { dims: value([2, 2]) },
  ...each("tensor.cat tensor.stack", { dim: value(0) }),
  "tensor.pad": { pad: value([1, 1]), value: value(2) },
  "tensor.unflatten": { sizes: value([2, 1]) },
  "tensor.broadcastTensors": { tensors: () => [floats(2, 1)(), floats(1, 3)()] },
  "tensor.resultType": { operands: () => [floats(2)(), 1] },
  "tensor.einsum": { equation: value("i,i->i"), operands: () => [floats(2)(), floats(2)()] },
  ...each("tensor.bmm", { x: floats(2, 2, 2), other: floats(2, 2, 2) }),
  "tensor.baddbmm": { x: floats(2, 2, 2), batch1: floats(2, 2, 2), batch2: floats(2, 2, 2) },
  ...each("tensor.dot tensor.outer", { x: floats(2), other: floats(2) }),
  "tensor.mv": { vector: floats(2) },
  "tensor.kron": { other: floats(2, 2) },
  "tensor.linear": { bias: floats(2) },
  ...each("tensor.diagonal tensor.diagEmbed", { dim1: value(0), dim2: value(1) }),
  ...each("tensor.transpose", { dim0: value(0), dim1: value(1) }),
  "tensor.narrow": { start: value(0) },
  ...each("tensor.flatten", { startDim: value(0), endDim: value(1) }),
  "tensor.scope": { fn: () => (): number => 1 },
  "tensor.norm": { p: value(2) },
  "Tensor.bernoulli_": { p: value(0.5) },
  "Tensor.backward": { this: () => floats(2)().requiresGrad_(), gradient: floats(2), inputs: value(null) },
  ...each("Tensor.registerHook Tensor.retainGrad", { this: () => floats(2)().requiresGrad_() }),
  "Tensor.item": { this: floats(1) },
  "Generator.setState": { state: () => new Generator().getState() },
  "Generator.fillBernoulli": { data: () => new Float32Array(4), p: value(0.5) },
  "Device.dispose": { this: () => new Device(bareBackend().backend) },
  ...each("tensor.to", { device: value(cpu) }),
  "tensor.repeatInterleave": { repeats: value(2) },
  ...each("tensor.std tensor.stdMean tensor.var tensor.varMean", { correction: value(undefined) }),
  "tensor.logicalNot": { x: bools(true, false) },
};
