import { idelbayev, resnet20File, resnet32File, resnet44File, resnet56File, resnet110File } from "./cifarFiles.js";
import { normalized } from "./presets.js";
import { Weights } from "./trained.js";

const categories = Object.freeze([
  "airplane",
  "automobile",
  "bird",
  "cat",
  "deer",
  "dog",
  "frog",
  "horse",
  "ship",
  "truck",
]);

/** The weights of a network that was trained on CIFAR-10, with its accuracy on the test images in percent. */
/* @__NO_SIDE_EFFECTS__ */
function cifar10(
  title: string,
  file: string,
  numParams: number,
  accuracy: number,
): { readonly CIFAR10: Weights; readonly DEFAULT: Weights } {
  const meta = {
    categories,
    numParams,
    minSize: [1, 1] as const,
    metrics: { "CIFAR-10": { "acc@1": accuracy } },
  };
  const weights = new Weights(`${title}.CIFAR10`, idelbayev(file).folder + file, meta, normalized);
  return Object.freeze({ CIFAR10: weights, DEFAULT: weights });
}

/** Trained weights of {@link resnet20}: images stay as large as they are. */
export const ResNet20_Weights = cifar10("ResNet20_Weights", resnet20File, 269_722, 91.73);

/** Trained weights of {@link resnet32}: images stay as large as they are. */
export const ResNet32_Weights = cifar10("ResNet32_Weights", resnet32File, 464_154, 92.63);

/** Trained weights of {@link resnet44}: images stay as large as they are. */
export const ResNet44_Weights = cifar10("ResNet44_Weights", resnet44File, 658_586, 93.1);

/** Trained weights of {@link resnet56}: images stay as large as they are. */
export const ResNet56_Weights = cifar10("ResNet56_Weights", resnet56File, 853_018, 93.39);

/** Trained weights of {@link resnet110}: images stay as large as they are. */
export const ResNet110_Weights = cifar10("ResNet110_Weights", resnet110File, 1_727_962, 93.68);
