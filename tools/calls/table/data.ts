import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LabelledImages, MNIST, RandomSampler, TensorDataset, writeIdx } from "@lumbre/datasets";
import { openSafetensors, save, saveNpy, saveNpz, saveSafetensors } from "@lumbre/serialize";
import { type Tensor, zeros } from "@lumbre/tensor";
import { each, floats, integers, type Table, value } from "./values.js";

const items = (): TensorDataset<readonly Tensor[]> => new TensorDataset(floats(4, 2)(), integers(0, 1, 2, 3)());
const images = { data: floats(2, 28, 28), targets: integers(0, 1), transform: value((x: Tensor) => x.mul(2)) };

const file = (): Uint8Array => saveSafetensors({ a: floats(2)() });

let leaf: Tensor;

/** The end of a graph whose leaf is {@link leaf}. */
function graph(): Tensor {
  leaf = floats(2)().requiresGrad_();
  return leaf.mul(leaf);
}

let folder: string | undefined;

/** A folder with a data set's files, of two images each. */
function dataFolder(): string {
  if (folder !== undefined) return folder;
  folder = mkdtempSync(join(tmpdir(), "lumbre-calls-"));
  const write = (name: string, x: Tensor): void => writeFileSync(join(folder as string, name), writeIdx(x.to("uint8")));
  for (const part of ["train", "t10k"]) {
    write(`${part}-images-idx3-ubyte`, floats(2, 28, 28)().mul(255).floor());
    write(`${part}-labels-idx1-ubyte`, integers(0, 1)());
  }
  write("emnist-mnist-train-images-idx3-ubyte", floats(2, 28, 28)().mul(255).floor());
  write("emnist-mnist-train-labels-idx1-ubyte", integers(0, 1)());
  writeFileSync(join(folder, "train_32x32.mat"), svhnFile());
  write("qmnist-train-images-idx3-ubyte", floats(2, 28, 28)().mul(255).floor());
  writeFileSync(join(folder, "qmnist-train-labels-idx2-int"), writeIdx(zeros(2, 8, { dtype: "int32" })));
  for (const i of [1, 2, 3, 4, 5]) writeFileSync(join(folder, `data_batch_${i}.bin`), cifarFile(1));
  writeFileSync(join(folder, "train.bin"), cifarFile(2));
  return folder;
}

const loaded = {
  root: dataFolder,
  transform: images.transform,
  url: value(null),
  download: value(false),
  verify: value(false),
  signal: value(null),
  onProgress: value(null),
};

/** A file of SVHN's form with two images. */
function svhnFile(): Uint8Array {
  const { cases } = JSON.parse(readFileSync("packages/datasets/fixtures/svhn.json", "utf8"));
  return new Uint8Array(Buffer.from(cases[0].file, "base64"));
}

/** A file of CIFAR's binary form with two images. */
const cifarFile = (labelBytes: number): Uint8Array => new Uint8Array(2 * (3072 + labelBytes));
const photographs = { data: floats(2, 4, 4, 3), targets: integers(0, 1), transform: images.transform };

/** The contents of a part of MNIST. */
const part = (): Uint8Array =>
  new Uint8Array([
    ...writeIdx(floats(2, 28, 28)().mul(255).floor().to("uint8")),
    ...writeIdx(integers(0, 1)().to("uint8")),
  ]);

const parts = (): unknown => [
  { url: `data:;base64,${Buffer.from(part()).toString("base64")}`, sha256: "0".repeat(64), count: 2 },
];
const inParts = (): unknown => MNIST.fromParts(parts() as never, { verify: false });
const progress = { onProgress: value(null), onError: value(null), signal: value(null) };

const checked = {
  func: value((x: Tensor) => x.mul(x)),
  inputs: () => [floats(2)().to("float64").requiresGrad_()],
  parameters: value(null),
  eps: value(1e-6),
  atol: value(1e-3),
};

/** Datasets, autograd and the backends. */
export const dataTable: Table = {
  "autograd.customFunction": {
    definition: () => ({
      name: "double",
      forward: (_: unknown, x: Tensor) => x.mul(2),
      backward: (_: unknown, grad: Tensor) => [grad.mul(2)],
    }),
  },
  "autograd.backward": { tensors: graph, gradTensors: floats(2), inputs: value(null) },
  "autograd.grad": { outputs: graph, inputs: () => leaf, gradOutputs: floats(2) },
  "autograd.gradcheck": checked,
  "autograd.gradgradcheck": { ...checked, gradOutputs: () => floats(2)().to("float64") },
  "datasets.defaultCollate": { items: value([1, 2]) },
  "datasets.DataLoader": {
    dataset: items,
    batchSize: value(2),
    sampler: value(null),
    batchSampler: value(null),
    collateFn: value(null),
  },
  "datasets.serveDataset": { dataset: items, collateFn: value(null), workerInitFn: value(null) },
  "datasets.readIdx": {
    bytes: value(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 5, 7)),
    name: value("file"),
    magic: value(0x801),
  },
  ...each("datasets.MNIST datasets.FashionMNIST datasets.KMNIST", images),
  ...each("datasets.MNIST.load datasets.FashionMNIST.load datasets.KMNIST.load", loaded),
  "datasets.EMNIST.load": { ...loaded, split: value("mnist") },
  "datasets.SVHN": photographs,
  "datasets.SVHN.load": { ...loaded, split: value("train") },
  "datasets.SVHN.fromBytes": { bytes: svhnFile, transform: images.transform },
  "datasets.QMNIST.load": { ...loaded, what: value("train") },
  "datasets.FakeData": {
    size: value(4),
    imageSize: value([3, 4, 4]),
    transform: value(null),
    targetTransform: value(null),
  },
  ...each("datasets.CIFAR10 datasets.CIFAR100", photographs),
  ...each("datasets.CIFAR10.load datasets.CIFAR100.load", loaded),
  "datasets.CIFAR10.fromBytes": { files: () => cifarFile(1), transform: value(null) },
  "datasets.CIFAR100.fromBytes": { files: () => cifarFile(2), transform: value(null) },
  ...each("datasets.MNIST.fromBytes datasets.FashionMNIST.fromBytes datasets.KMNIST.fromBytes", {
    images: () => writeIdx(floats(2, 28, 28)().mul(255).floor().to("uint8")),
    labels: () => writeIdx(integers(0, 1)().to("uint8")),
  }),
  ...each("datasets.MNIST.fromParts datasets.FashionMNIST.fromParts", {
    parts,
    transform: value(null),
    baseUrl: value("https://example.org/"),
  }),
  "ImagesInParts.load": { this: inParts, ...progress },
  "ImagesInParts.loadPart": { this: inParts, part: value(0), onProgress: value(null), signal: value(null) },
  "ImagesInParts.addPart": { this: inParts, part: value(0), bytes: part },
  "datasets.fromImageData": {
    image: value({ data: new Uint8ClampedArray(16), width: 2, height: 2 }),
  },
  "datasets.LabelledImages": {
    ...images,
    subclass: () =>
      class Two extends LabelledImages {
        readonly classes = ["a", "b"];
      },
  },
  ...each("datasets.RandomSampler datasets.SequentialSampler", { dataSource: items }),
  "datasets.BatchSampler": { sampler: () => new RandomSampler(items()), batchSize: value(2) },
  "datasets.WeightedRandomSampler": { weights: value([0.25, 0.5, 0.25]), numSamples: value(2) },
  "datasets.SubsetRandomSampler": { indices: value([0, 1]) },
  "datasets.ChainDataset": { datasets: () => [new Set([1, 2]), new Set([3])] },
  "datasets.ConcatDataset": { datasets: () => [items(), items()] },
  "datasets.randomSplit": { dataset: items, lengths: value([3, 1]) },
  "datasets.Subset": { dataset: items, indices: value([1, 0]) },
  ...each("Subset.getBatch ConcatDataset.getBatch TensorDataset.getBatch LabelledImages.getBatch", {
    indices: value([0, 1]),
  }),
  "datasets.TensorDataset": { tensors: () => [floats(4, 2)(), floats(4)()] },
  ...each("serialize.loadSafetensors serialize.openSafetensors", { bytes: file }),
  "serialize.saveSafetensors": { tensors: () => ({ a: floats(2)() }), metadata: value({ format: "pt" }) },
  "serialize.load": { bytes: () => save({ a: 1 }) },
  "serialize.save": { object: value({ a: 1 }) },
  "serialize.loadNpy": { bytes: () => saveNpy(floats(2)()) },
  "serialize.loadNpz": { bytes: () => saveNpz({ a: floats(2)() }) },
  "serialize.saveNpz": { tensors: () => ({ a: floats(2)() }) },
  "SafetensorsFile.getTensor": { this: () => openSafetensors(file()), name: value("a") },
  ...each("SafetensorsFile.keys SafetensorsFile.metadata", { this: () => openSafetensors(file()) }),
  "backend-gpu.createGpu": { mode: value("cpu") },
};
