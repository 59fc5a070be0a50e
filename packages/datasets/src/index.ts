export { ChainDataset } from "./chainDataset.js";
export { CIFAR10 } from "./cifar/cifar10.js";
export { CIFAR100 } from "./cifar/cifar100.js";
export { type Collated, defaultCollate } from "./collate.js";
export { DataLoader, type DataLoaderOptions } from "./dataLoader.js";
export type { Dataset, IterableDataset } from "./dataset.js";
export { DataError } from "./errors.js";
export { FakeData, type FakeDataOptions } from "./fakeData.js";
export type { LoadProgress } from "./files.js";
export { type ReadIdxOptions, readIdx, writeIdx } from "./idx.js";
export { type ImageTransforms, LabelledImages } from "./images/labelledImages.js";
export type { LoadImagesOptions } from "./images/loadOptions.js";
export { EMNIST, type EmnistSplit, type LoadEmnistOptions } from "./mnist/emnist.js";
export { FashionMNIST } from "./mnist/fashionMnist.js";
export {
  type FromPartsOptions,
  type ImagePart,
  ImagesInParts,
  type LoadPartOptions,
  type LoadPartsOptions,
  type PartsProgress,
} from "./mnist/imagesInParts.js";
export { KMNIST } from "./mnist/kmnist.js";
export { MNIST } from "./mnist/mnist.js";
export { type LoadQmnistOptions, QMNIST, type QmnistSubset } from "./mnist/qmnist.js";
export {
  BatchSampler,
  RandomSampler,
  type RandomSamplerOptions,
  type Sampler,
  type SamplerOptions,
  SequentialSampler,
  type Sized,
  SubsetRandomSampler,
  WeightedRandomSampler,
  type WeightedRandomSamplerOptions,
} from "./samplers.js";
export { ConcatDataset, type RandomSplitOptions, randomSplit, Subset } from "./subset.js";
export { type LoadSvhnOptions, SVHN, type SvhnSplit } from "./svhn/svhn.js";
export { TensorDataset } from "./tensorDataset.js";
export {
  type FromImageDataOptions,
  fromImageData,
  type PixelData,
  type PixelMode,
  toImageData,
} from "./transforms/imageData.js";
export type { Transform } from "./transforms/transform.js";
export type { LoaderWorker } from "./workers/port.js";
export { getWorkerInfo, type ServeOptions, serveDataset, type WorkerInfo } from "./workers/serveDataset.js";
