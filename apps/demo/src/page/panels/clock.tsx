import type { JSX } from "preact";
import { formatNumber, formatPercent, words } from "../../i18n/words.js";
import { milestones } from "../history.js";
import { ghost, history, historyVersion } from "../state.js";
import { Panel } from "./panel.js";

/** Seconds of training until 97, 98 and 99 % of the test digits were read. */
export function ClockPanel(): JSX.Element {
  const { clock: text } = words.value.train;
  void historyVersion.value;
  return (
    <Panel name="clock" title={text.title}>
      <dl>
        {milestones.map((accuracy) => {
          const reached = history.value?.reached(accuracy) ?? null;
          const before = ghost.value?.reached(accuracy) ?? null;
          return (
            <div key={accuracy} class={reached === null ? "waiting" : reached.isFull ? "confirmed" : "estimate"}>
              <dt>{text.to(formatPercent(accuracy, 0))}</dt>
              <dd title={reached === null ? undefined : reached.isFull ? text.confirmed : text.estimate}>
                {reached === null ? text.waiting : `${reached.isFull ? "" : "≈ "}${formatNumber(reached.seconds, 1)} s`}
                {before !== null && <small> ({formatNumber(before.seconds, 1)} s)</small>}
              </dd>
            </div>
          );
        })}
      </dl>
      <p class="note">≈ {text.estimate}</p>
    </Panel>
  );
}
