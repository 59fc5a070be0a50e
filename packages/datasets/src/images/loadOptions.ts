import {
  aBoolean,
  aFunction,
  anInstanceOf,
  aString,
  bind,
  defineSignature,
  named,
  nullable,
  optional,
} from "@lumbre/tensor/engine";
import type { DataSource, LoadProgress } from "../files.js";
import { type ImageTransforms, transformParameters } from "./labelledImages.js";

/** Options of `load` of a published dataset, such as `MNIST.load`. */
export interface LoadImagesOptions<Image, Target> extends ImageTransforms<Image, Target> {
  /** True: the training images; false: the test images. Default true. */
  readonly train?: boolean;
  /** A folder with the files, packed or not; torchvision's layout is understood too. Default: the cache. Not in browsers. */
  readonly root?: string | null;
  /** Where to fetch the files from, in place of the public mirrors: a folder's URL. */
  readonly url?: string | null;
  /** True to fetch what is not there. Default: true, but false when `root` is given. */
  readonly download?: boolean | null;
  /**
   * True if the files must have the hashes of the published ones. Default: true, but false for a `root` that nothing is
   * downloaded to. Without it the cache is not used.
   */
  readonly verify?: boolean | null;
  /** Ends the downloads; the promise then rejects with the signal's reason. Default: none. */
  readonly signal?: AbortSignal | null;
  /** Called as bytes of a file arrive. Default: none. */
  readonly onProgress?: ((progress: LoadProgress) => void) | null;
}

/** The names that may stand in place of a transform of labels. */
export type TargetAndSource = "targetTransform" | "download" | SourceNames;

/** The names of what is given by name only. */
export type SourceNames = "url" | "verify" | "signal" | "onProgress";

const sourceParameters = [
  optional("download", nullable(aBoolean), null),
  named("url", nullable(aString), null),
  named("verify", nullable(aBoolean), null),
  named("signal", nullable(anInstanceOf(AbortSignal, "an AbortSignal")), null),
  named("onProgress", nullable(aFunction<(progress: LoadProgress) => void>()), null),
] as const;

export const root = optional("root", nullable(aString), null);

/** The parameters of `load` from `train` on, in torchvision's order. */
export const loadParameters = [optional("train", aBoolean, true), ...transformParameters, ...sourceParameters] as const;

/** The signature of `load`, in torchvision's order. */
export function loadSignature(name: string) {
  return defineSignature(`${name}.load`, root, ...loadParameters);
}

/** Where files come from. Without `root` all is downloaded and checked, and with it neither, unless told. */
export function dataSource(
  dataset: string,
  mirrors: readonly string[],
  folder: string | null,
  downloads: boolean | null,
  url: string | null,
  verifies: boolean | null,
  signal: AbortSignal | null,
  onProgress: ((progress: LoadProgress) => void) | null,
): DataSource {
  const download = downloads ?? folder === null;
  return {
    dataset,
    root: folder,
    urls: url === null ? mirrors : [url],
    download,
    verify: verifies ?? (folder === null || download),
    signal,
    onProgress,
  };
}

/** Reads the arguments of `load`. */
export function bindLoad(
  signature: ReturnType<typeof loadSignature>,
  given: ArrayLike<unknown>,
  dataset: string,
  mirrors: readonly string[],
) {
  const [folder, train, transform, targetTransform, ...rest] = bind(signature, given);
  return { train, source: dataSource(dataset, mirrors, folder, ...rest), transforms: { transform, targetTransform } };
}
