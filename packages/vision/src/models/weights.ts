import { hashInName, loadFile } from "@lumbre/hub";
import type { Module } from "@lumbre/nn";
import { load } from "@lumbre/serialize";
import { type Tensor, ValueError } from "@lumbre/tensor";
import { aFunction, anIntegerFrom, bind, defineSignature, named, nullable, oneOf } from "@lumbre/tensor/engine";

/** Where torchvision keeps its weights. */
const host = "https://download.pytorch.org/models/";

/** Options of the functions that make networks, about trained weights. */
export interface WeightsOptions<Name extends string = "DEFAULT" | "IMAGENET1K_V1"> {
  /**
   * Trained weights: "IMAGENET1K_V1", the first that torchvision has, "IMAGENET1K_V2" where it has better ones, or
   * "DEFAULT", the best. The network then comes as a promise. Default: none.
   */
  readonly weights?: Name | null;
  /** Called as bytes arrive: how many there are, and how many there will be, or null. Default: nothing. */
  readonly onProgress?: ((received: number, total: number | null) => void) | null;
}

/** Files of torchvision, such as `resnet18-f37072fd.pth`, by the names of the weights. */
export type WeightFiles = { readonly IMAGENET1K_V1: string; readonly IMAGENET1K_V2?: string };

const classes = 1000;
const noSettings = [] as const;

/** How a network is called: how many classes it tells apart, and its trained weights. */
/* @__NO_SIDE_EFFECTS__ */
export function networkSignature(op: string) {
  return defineSignature(
    op,
    named("numClasses", anIntegerFrom(1), classes),
    named("weights", nullable(oneOf("DEFAULT", "IMAGENET1K_V1", "IMAGENET1K_V2")), null),
    named("onProgress", nullable(aFunction<(received: number, total: number | null) => void>()), null),
    ...noSettings,
  );
}

/**
 * A network, or a promise of it when weights are asked for.
 *
 * @param make Makes the network for a number of classes.
 * @param files The trained weights that there are.
 * @param rename What a name in the file is called in the network, where the two differ.
 */
export function build<M extends Module>(
  signature: ReturnType<typeof networkSignature>,
  given: ArrayLike<unknown>,
  make: (numClasses: number) => M,
  files: WeightFiles,
  rename = (name: string): string => name,
): M | Promise<M> {
  const [numClasses, weights, onProgress] = bind(signature, given);
  if (weights === null) return make(numClasses);
  const { op } = signature;
  const file = weights === "DEFAULT" ? (files.IMAGENET1K_V2 ?? files.IMAGENET1K_V1) : files[weights];
  if (file === undefined) {
    throw new ValueError(`${op}: there are no weights "${weights}"; there are ${Object.keys(files).join(", ")}`);
  }
  if (numClasses !== classes) {
    throw new ValueError(
      `${op}: the trained weights are for ${classes} classes, got numClasses ${numClasses}; load them, and then put ` +
        "another layer in the place of the last one",
    );
  }
  return withWeights(make(numClasses), file, onProgress, rename);
}

async function withWeights<M extends Module>(
  network: M,
  file: string,
  onProgress: ((received: number, total: number | null) => void) | null,
  rename: (name: string) => string,
): Promise<M> {
  const url = host + file;
  const { bytes } = await loadFile(`checkpoints/${file}`, url, { sha256: hashInName(url), onProgress });
  const state = load<Map<string, Tensor>>(bytes);
  network.loadStateDict(new Map(Array.from(state, ([name, x]) => [rename(name), x] as const)));
  return network;
}
