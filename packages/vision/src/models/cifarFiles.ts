import type { Published } from "./weights.js";

// Weights that Yerlan Idelbayev trained with PyTorch, under the licence BSD-2-Clause.

export const resnet20File = "resnet20-12fca82f.th";
export const resnet32File = "resnet32-d509ac18.th";
export const resnet44File = "resnet44-014dd654.th";
export const resnet56File = "resnet56-4bfd9763.th";
export const resnet110File = "resnet110-1d1ed7c2.th";

const folder = "https://raw.githubusercontent.com/akamaster/pytorch_resnet_cifar10/master/pretrained_models/";

/** One of his files as it can be downloaded. */
export function idelbayev(file: string): Published {
  return {
    folder,
    files: { CIFAR10: file },
    classes: 10,
    // They were trained inside of a DataParallel.
    rename: (name) => name.replace(/^module\./, ""),
  };
}
