// What the page knows, as signals. Components read `.value`; only actions.ts and events.ts write.
import { batch, computed, signal } from "@preact/signals";
import type {
  Abilities,
  Checkpoint,
  Digits,
  Evaluation,
  FashionProblem,
  LayerNumbers,
  Loading,
  RunInfo,
  RunSettings,
  StepReport,
  Stopped,
} from "../protocol.js";
import type { History } from "./history.js";
import { route } from "./route.js";
import { settingsFromQuery } from "./settings.js";

export type Phase = "idle" | "preparing" | "running" | "paused" | "finished" | "stalled" | "diverged" | "failed";

/** The settings of the next run, as the panel shows them. */
export const settings = signal<RunSettings>(settingsFromQuery(route.peek().query));

export const abilities = signal<Abilities | null>(null);
export const loading = signal<Loading | null>(null);

export type FashionState =
  | { readonly phase: "offered" }
  | { readonly phase: "loading"; readonly bytes: number; readonly totalBytes: number }
  | { readonly phase: "failed"; readonly problem: FashionProblem };

/** How far Fashion-MNIST is, while it is wanted and not there. */
export const fashion = signal<FashionState | null>(null);

/** The run that is prepared, and how it goes. */
export const run = signal<RunInfo | null>(null);
export const phase = signal<Phase>("idle");
export const history = signal<History | null>(null);
/** Counts what was added to the history, which itself stays the same object. */
export const historyVersion = signal(0);
/** The run before, drawn behind this one. */
export const ghost = signal<History | null>(null);
export const step = signal(0);
export const seconds = signal(0);
export const imagesPerSecond = signal(0);
export const currentLr = signal(0);
export const layerNumbers = signal<readonly LayerNumbers[]>([]);
export const lastTest = signal<Evaluation | null>(null);
/** The last evaluation of all test images, with its confusion matrix. */
export const fullTest = signal<Evaluation | null>(null);
export const stepReport = signal<StepReport | null>(null);

/** How the last run ended, where to one can go back, and the last state that can be gone on from. */
export const stopped = signal<Stopped | null>(null);
export const checkpoint = signal<Checkpoint | null>(null);
export const hasDied = signal(false);
export const failure = signal<string | null>(null);

/** Test digits on the wall, and what the network makes of them. */
export const wall = signal<Digits | null>(null);
export const wallProbabilities = signal<Float32Array | null>(null);

export const isRunning = computed(() => phase.value === "running");
export const isBusy = computed(() => phase.value === "running" || phase.value === "preparing");
/** True while training goes on in a tab that is not shown: what only the eye needs can wait until its end. */
export const isUnseen = (): boolean => isRunning.peek() && document.hidden;
/** True when the run that there is may go on. */
export const canGoOn = computed(() => run.value !== null && (phase.value === "paused" || phase.value === "idle"));

/** As before the first run. */
export function forgetRun(): void {
  batch(() => {
    for (const one of [run, history, ghost, lastTest, fullTest, stepReport, stopped, checkpoint, failure])
      one.value = null;
    wall.value = wallProbabilities.value = null;
    step.value = seconds.value = 0;
    phase.value = "idle";
  });
}
