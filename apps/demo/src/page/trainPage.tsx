import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { lazily } from "./lazily.js";
import { HandPanel } from "./panels/hand.js";
import { Hero } from "./panels/hero.js";
import { KeepPanel } from "./panels/keep.js";
import { Problems } from "./panels/problems.js";
import { ReplayPanel } from "./panels/replay.js";
import { SettingsPanel } from "./panels/settings.js";
import { StatusPanel } from "./panels/status.js";
import { WallPanel } from "./panels/wall.js";
import { fashion, history, phase, stepReport } from "./state.js";

/** What there is to see of a run comes with the first one, and is loaded while its device is. */
const RunPanels = lazily(async () => (await import("./panels/run.js")).RunPanels);
const FashionPanel = lazily(async () => (await import("./panels/fashion.js")).FashionPanel);
const StepPanel = lazily(async () => (await import("./panels/step.js")).StepPanel);

/** The first page: train, and watch. */
export function TrainPage(): JSX.Element {
  const hasBegun = phase.value !== "idle";
  useEffect(() => {
    if (!hasBegun) return;
    RunPanels.preload();
    StepPanel.preload();
  }, [hasBegun]);
  return (
    <>
      <Hero />
      <Problems />
      {fashion.value !== null && <FashionPanel />}
      <StatusPanel />
      <WallPanel />
      {stepReport.value !== null && <StepPanel />}
      <HandPanel />
      {history.value !== null && <RunPanels />}
      <KeepPanel />
      <SettingsPanel />
      <ReplayPanel />
    </>
  );
}
