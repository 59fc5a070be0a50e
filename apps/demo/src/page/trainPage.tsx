import type { JSX } from "preact";
import { ChartPanel } from "./panels/chart.js";
import { ClockPanel } from "./panels/clock.js";
import { ConfusionPanel } from "./panels/confusion.js";
import { Hero } from "./panels/hero.js";
import { NetworkPanel } from "./panels/network.js";
import { Problems } from "./panels/problems.js";
import { ReplayPanel } from "./panels/replay.js";
import { SettingsPanel } from "./panels/settings.js";
import { StatusPanel } from "./panels/status.js";
import { StepPanel } from "./panels/step.js";
import { WallPanel } from "./panels/wall.js";

/** The first page: train, and watch. Panels stand in the order in which they matter. */
export function TrainPage(): JSX.Element {
  return (
    <>
      <Hero />
      <Problems />
      <StatusPanel />
      <WallPanel />
      <StepPanel />
      <div class="columns">
        <ChartPanel />
        <ClockPanel />
      </div>
      <NetworkPanel />
      <ConfusionPanel />
      <SettingsPanel />
      <ReplayPanel />
    </>
  );
}
