import type { JSX } from "preact";
import { ChartPanel } from "./panels/chart.js";
import { ClockPanel } from "./panels/clock.js";
import { ConfusionPanel } from "./panels/confusion.js";
import { HandPanel } from "./panels/hand.js";
import { Hero } from "./panels/hero.js";
import { InsidePanel } from "./panels/inside.js";
import { KeepPanel } from "./panels/keep.js";
import { NetworkPanel } from "./panels/network.js";
import { Problems } from "./panels/problems.js";
import { ReplayPanel } from "./panels/replay.js";
import { SettingsPanel } from "./panels/settings.js";
import { StatusPanel } from "./panels/status.js";
import { StepPanel } from "./panels/step.js";
import { WallPanel } from "./panels/wall.js";
import { history } from "./state.js";

/** The first page: train, and watch. What there is to see of a run comes with the first one. */
export function TrainPage(): JSX.Element {
  return (
    <>
      <Hero />
      <Problems />
      <StatusPanel />
      <WallPanel />
      <StepPanel />
      <HandPanel />
      {history.value !== null && (
        <>
          <div class="columns">
            <ChartPanel />
            <ClockPanel />
          </div>
          <NetworkPanel />
          <InsidePanel />
          <ConfusionPanel />
        </>
      )}
      <KeepPanel />
      <SettingsPanel />
      <ReplayPanel />
    </>
  );
}
