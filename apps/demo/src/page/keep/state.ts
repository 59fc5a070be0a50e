import { computed, signal } from "@preact/signals";
import type { DatasetName, FileMetadata, FileProblem, ModelName } from "../../protocol.js";
import type { History } from "../history.js";
import { history, run, settings } from "../state.js";

/** A network in the browser's storage, without its weights. */
export interface KeptNetwork {
  readonly id: number;
  readonly name: string;
  readonly model: ModelName;
  readonly dataset: DatasetName;
  /** Share of the test images that were read right, and how many were read; null where it was never tested. */
  readonly accuracy: number | null;
  readonly images: number;
  /** Milliseconds since 1970. */
  readonly date: number;
}

/** The networks in the browser's storage, the newest first; null until they are read. */
export const kept = signal<readonly KeptNetwork[] | null>(null);

/** What came of the last thing that was done here. */
export type Outcome =
  | { readonly kind: "saved" | "deleted"; readonly name: string }
  | {
      readonly kind: "opened";
      readonly name: string;
      readonly metadata: FileMetadata;
      /** The images that it was trained on, where the file says so and they are not those of the page. */
      readonly otherImages: DatasetName | null;
    }
  | { readonly kind: "problem"; readonly name: string; readonly problem: FileProblem }
  | { readonly kind: "tooLarge"; readonly name: string }
  | { readonly kind: "storage" }
  | { readonly kind: "failed"; readonly message: string };

export const outcome = signal<Outcome | null>(null);

/** The history of the run whose network was opened: another run has another. */
export const openedHistory = signal<History | null>(null);

/** True while the run that there is began with a network from a file. */
export const isFromFile = computed(() => openedHistory.value !== null && openedHistory.value === history.value);

/** What the network that was saved or opened last is, and which images it is for. */
export const lastFile = signal<{ readonly model: ModelName; readonly dataset: DatasetName } | null>(null);

/** The network whose PyTorch program is shown. */
const shown = computed(() => lastFile.value ?? run.value?.settings ?? settings.value);
export const programModel = computed(() => shown.value.model);
export const programDataset = computed(() => shown.value.dataset);
