import type { JSX } from "preact";
import { words } from "../../i18n/words.js";
import { oneStep, pause, reset, revive, train } from "../actions.js";
import { hasDied, phase, run, step, wall } from "../state.js";

/** What the page is, and the one button. */
export function Hero(): JSX.Element {
  const { train: text } = words.value;
  return (
    <section class={run.value === null ? "hero" : "hero small"}>
      <h1>{text.heading}</h1>
      {run.value === null && <p class="lead">{text.lead}</p>}
      <div class="actions">
        <MainButton />
        <button
          type="button"
          onClick={oneStep}
          disabled={phase.value === "preparing" || wall.value === null || hasDied.value}
          title={text.oneStepHint}
        >
          {text.oneStep}
        </button>
        {run.value !== null && step.value > 0 && (
          <button type="button" onClick={reset} disabled={phase.value === "preparing"}>
            {text.reset}
          </button>
        )}
      </div>
    </section>
  );
}

/** Start, pause, resume or start again: whatever comes next. */
function MainButton(): JSX.Element {
  const { train: text } = words.value;
  if (phase.value === "running") {
    return (
      <button type="button" class="primary" onClick={pause}>
        {text.pause}
      </button>
    );
  }
  const isOver = ["finished", "stalled", "diverged", "failed"].includes(phase.value);
  const label = isOver ? text.again : phase.value === "paused" ? text.resume : text.start;
  return (
    <button
      type="button"
      class="primary"
      onClick={hasDied.value ? revive : train}
      disabled={phase.value === "preparing"}
    >
      {phase.value === "preparing" ? text.preparing : label}
    </button>
  );
}
