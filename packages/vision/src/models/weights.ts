import { hashInName, loadFile } from "@lumbre/hub";
import type { Module } from "@lumbre/nn";
import { load } from "@lumbre/serialize";
import { type Tensor, ValueError } from "@lumbre/tensor";
import {
  aFunction,
  anInstanceOf,
  anIntegerFrom,
  aString,
  bind,
  defineSignature,
  either,
  named,
  nullable,
} from "@lumbre/tensor/engine";
import { Weights } from "./trained.js";

export type { Weights };

/** Options of the functions that make networks, about trained weights. */
export interface WeightsOptions<Name extends string = "DEFAULT" | "IMAGENET1K_V1"> {
  /**
   * Trained weights: "IMAGENET1K_V1", the first that torchvision has, "IMAGENET1K_V2" where it has better ones, or
   * "DEFAULT", the best; or the same as an object, such as `ResNet18_Weights.DEFAULT`. The network then comes as a
   * promise. Default: none.
   */
  readonly weights?: Name | Weights | null;
  /** Called as bytes arrive: how many there are, and how many there will be, or null. Default: nothing. */
  readonly onProgress?: ((received: number, total: number | null) => void) | null;
}

/** Trained weights that can be downloaded. */
export interface Published {
  /** The folder of the files, as a URL. */
  readonly folder: string;
  /** Files, such as `resnet18-f37072fd.pth`, by the names of the weights; the last are the best. */
  readonly files: Readonly<Record<string, string>>;
  /** How many classes the networks were trained to tell apart. */
  readonly classes: number;
  /** What a name in the file is called in the network, where the two differ. */
  readonly rename?: ((name: string) => string) | undefined;
}

/** Weights of torchvision, by their files. */
export function torchvision(files: Readonly<Record<string, string>>, rename?: (name: string) => string): Published {
  return { folder: "https://download.pytorch.org/models/", files, classes: 1000, rename };
}

/** How a network is called: how many classes it tells apart, and its trained weights. */
/* @__NO_SIDE_EFFECTS__ */
export function networkSignature(op: string, classes = 1000) {
  return defineSignature(
    op,
    named("numClasses", anIntegerFrom(1), classes),
    named("weights", nullable(either(aString, anInstanceOf(Weights, "weights"))), null),
    named("onProgress", nullable(aFunction<(received: number, total: number | null) => void>()), null),
  );
}

/**
 * A network, or a promise of it when weights are asked for.
 *
 * @param make Makes the network for a number of classes.
 * @param published The trained weights that there are.
 */
export function build<M extends Module>(
  signature: ReturnType<typeof networkSignature>,
  given: ArrayLike<unknown>,
  make: (numClasses: number) => M,
  published: Published,
): M | Promise<M> {
  const [numClasses, weights, onProgress] = bind(signature, given);
  if (weights === null) return make(numClasses);
  const file = fileOf(signature.op, weights, published);
  if (numClasses !== published.classes) {
    throw new ValueError(
      `${signature.op}: the trained weights are for ${published.classes} classes, got numClasses ${numClasses}; load ` +
        "them, and then put another layer in the place of the last one",
    );
  }
  return withWeights(make(numClasses), file, published, onProgress);
}

function fileOf(op: string, weights: string | Weights, { folder, files }: Published): string {
  const names = Object.keys(files);
  if (typeof weights !== "string") {
    const file = Object.values(files).find((name) => folder + name === weights.url);
    if (file !== undefined) return file;
    throw new ValueError(`${op}: ${weights} are another network's; there are ${[...names, "DEFAULT"].join(", ")}`);
  }
  const name = weights === "DEFAULT" ? names[names.length - 1] : weights;
  if (Object.hasOwn(files, name)) return files[name];
  throw new ValueError(
    `${op}: there are no weights ${JSON.stringify(weights)}; there are ${[...names, "DEFAULT"].join(", ")}`,
  );
}

async function withWeights<M extends Module>(
  network: M,
  file: string,
  { folder, rename = (name) => name }: Published,
  onProgress: ((received: number, total: number | null) => void) | null,
): Promise<M> {
  const url = folder + file;
  const { bytes } = await loadFile(`checkpoints/${file}`, url, { sha256: hashInName(url), onProgress });
  const loaded = load<Map<string, Tensor> | { readonly state_dict: Map<string, Tensor> }>(bytes);
  const state = loaded instanceof Map ? loaded : loaded.state_dict;
  network.loadStateDict(new Map(Array.from(state, ([name, x]) => [rename(name), x] as const)));
  return network;
}
