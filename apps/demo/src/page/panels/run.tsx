import type { JSX } from "preact";
import "../styles/run.css";
import { ChartPanel } from "./chart.js";
import { ClockPanel } from "./clock.js";
import { ConfusionPanel } from "./confusion.js";
import { InsidePanel } from "./inside.js";
import { NetworkPanel } from "./network.js";

/** What there is to see of a run. */
export function RunPanels(): JSX.Element {
  return (
    <>
      <div class="columns">
        <ChartPanel />
        <ClockPanel />
      </div>
      <NetworkPanel />
      <InsidePanel />
      <ConfusionPanel />
    </>
  );
}
