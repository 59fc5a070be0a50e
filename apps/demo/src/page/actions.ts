// What the visitor can do. Panels call these, and never the worker for what changes the run.
import { batch } from "@preact/signals";
import type { Checkpoint, RunInfo, RunSettings, Tuning } from "../protocol.js";
import { History } from "./history.js";
import { addressOf, route } from "./route.js";
import { settingsToQuery } from "./settings.js";
import * as state from "./state.js";
import { refreshWall, showWall, wallSize } from "./wall.js";
import { worker } from "./worker.js";

/** Starts the worker and the loading of data. */
export async function open(): Promise<void> {
  state.abilities.value = await worker.start();
  await loadImages();
  await showWall(wallSize);
}

/** The images of the settings. False where they are not there: MNIST then, and the page offers to download the others. */
async function loadImages(): Promise<boolean> {
  const { dataset } = state.settings.peek();
  if (await worker.ask("load", { dataset })) return true;
  state.fashion.value = { phase: "offered" };
  state.settings.value = { ...state.settings.peek(), dataset: "mnist" };
  await worker.ask("load", { dataset: "mnist" });
  return false;
}

/** Trains: goes on with the run that there is, or begins another with the settings. */
export async function train(): Promise<void> {
  if (!state.canGoOn.peek() && !(await prepare())) return;
  state.phase.value = "running";
  state.stepReport.value = null;
  await worker.ask("run");
}

export async function pause(): Promise<void> {
  await worker.ask("pause");
  await refreshWall();
}

export async function oneStep(): Promise<void> {
  if (state.isRunning.peek()) await worker.ask("pause");
  if (!state.canGoOn.peek() && !(await prepare())) return;
  const report = await worker.ask("step");
  state.phase.value = "paused";
  state.stepReport.value = report;
  await refreshWall();
}

/** A fresh network with the settings; the run that there was stays in the chart. */
export async function reset(): Promise<void> {
  await prepare();
}

/** False when the run could not be prepared; the state says why. */
async function prepare(checkpoint?: Checkpoint): Promise<boolean> {
  const settings = checkpoint?.settings ?? state.settings.peek();
  state.phase.value = "preparing";
  try {
    begin(await worker.ask("prepare", { settings, checkpoint }), checkpoint);
  } catch (error) {
    state.failure.value = error instanceof Error ? error.message : String(error);
    state.phase.value = "failed";
    return false;
  }
  await refreshWall();
  return true;
}

/** Shows a run that was just prepared, from a checkpoint or from its start. */
export function begin(info: RunInfo, checkpoint?: Checkpoint): void {
  batch(() => {
    const before = state.history.peek();
    if (checkpoint !== undefined) before?.cutAfter(info.step);
    else {
      if (before !== null && before.tests.length > 1) state.ghost.value = before;
      state.history.value = new History(info.settings, info.stepsPerEpoch);
      state.lastTest.value = state.fullTest.value = state.checkpoint.value = null;
    }
    state.historyVersion.value++;
    state.run.value = info;
    state.step.value = info.step;
    state.seconds.value = checkpoint?.seconds ?? 0;
    state.stepReport.value = state.stopped.value = state.failure.value = null;
    state.layerNumbers.value = [];
    state.phase.value = "idle";
  });
}

/** Learning rate and schedule from the next step on, and in the settings. */
export async function tune(tuning: Tuning): Promise<void> {
  state.settings.value = { ...state.settings.peek(), ...tuning };
  const { value: run } = state.run;
  if (run !== null && (state.isRunning.peek() || state.canGoOn.peek())) {
    state.run.value = { ...run, settings: await worker.ask("tune", tuning) };
  }
}

export function change(changes: Partial<RunSettings>): void {
  state.settings.value = { ...state.settings.peek(), changes: [], ...changes };
}

/** Back to the end of an epoch; 0 is the network before training. */
export async function goBack(epoch: number): Promise<void> {
  const info = await worker.ask("goBack", { epoch });
  batch(() => {
    state.history.peek()?.cutAfter(info.step);
    state.historyVersion.value++;
    state.run.value = info;
    state.step.value = info.step;
    state.stopped.value = null;
    // The rate that made it diverge was chosen after that epoch.
    const { lr, schedule } = info.settings.changes.at(-1) ?? info.settings;
    state.settings.value = { ...state.settings.peek(), lr, schedule };
    state.phase.value = "paused";
  });
  await refreshWall();
}

/** A worker in place of the one that died, at the last checkpoint. */
export async function revive(): Promise<void> {
  state.hasDied.value = false;
  state.phase.value = "preparing";
  state.abilities.value = await worker.start();
  if (!(await loadImages())) {
    state.forgetRun();
    return showWall(wallSize);
  }
  const last = state.checkpoint.peek() ?? undefined;
  if (await prepare(last)) await train();
}

/** The address that gives the present run again. */
export function replayAddress(): string {
  const { value: run } = state.run;
  const settings = run === null ? state.settings.value : withDevice(run);
  return new URL(addressOf(route.value.page, settingsToQuery(settings)), location.href).href;
}

/** The settings with the device that really computed, in place of the one that was asked for. */
function withDevice({ settings, device }: RunInfo): RunSettings {
  return { ...settings, device: device.choice, threads: device.threads };
}
