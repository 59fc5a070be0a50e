import type { ComponentChildren, JSX } from "preact";
import { formatSmall, words } from "../../i18n/words.js";
import { change, goBack, revive, train } from "../actions.js";
import { checkpoint, failure, hasDied, loading, phase, run, settings, stopped } from "../state.js";
import { worker } from "../worker.js";

/** What went wrong, in words, each with a way on. */
export function Problems(): JSX.Element {
  return (
    <div class="problems" role="status" aria-live="polite">
      <Died />
      <Diverged />
      <Failed />
      <DataProblem />
      <OtherDevice />
    </div>
  );
}

function Problem({ name, children }: { readonly name: string; readonly children: ComponentChildren }): JSX.Element {
  return <div class={`problem ${name}`}>{children}</div>;
}

function Died(): JSX.Element | null {
  const { problem: text } = words.value.train;
  if (!hasDied.value) return null;
  return (
    <Problem name="died">
      <p>{text.died}</p>
      <button type="button" onClick={revive}>
        {text.revive(checkpoint.value?.epoch ?? 0)}
      </button>
    </Problem>
  );
}

function Diverged(): JSX.Element | null {
  const { problem: text } = words.value.train;
  const { value: end } = stopped;
  if (phase.value !== "diverged" || end === null) return null;
  const last = Math.max(...end.epochs);
  const restart = (): void => {
    change({ lr: settings.peek().lr / 10 });
    void train();
  };
  return (
    <Problem name="diverged">
      <p>{text.diverged(formatSmall(end.loss))}</p>
      {last > 0 && (
        <button type="button" onClick={() => goBack(last)}>
          {text.goBack(last)}
        </button>
      )}
      <button type="button" onClick={restart}>
        {text.restart}
      </button>
    </Problem>
  );
}

function Failed(): JSX.Element | null {
  const { problem: text } = words.value.train;
  if (failure.value === null || hasDied.value) return null;
  return (
    <Problem name="failed">
      <p>{text.failed(failure.value)}</p>
    </Problem>
  );
}

function DataProblem(): JSX.Element | null {
  const { problem: text } = words.value.train;
  const failed = loading.value?.failed ?? [];
  if (failed.length === 0) return null;
  return (
    <Problem name="data">
      <p>
        {text.data(failed.length)} {failed.some(({ reason }) => reason !== "network") && text.dataHash}{" "}
        {text.dataGoesOn}
      </p>
      <button type="button" onClick={() => worker.ask("retry")}>
        {text.retry}
      </button>
    </Problem>
  );
}

/** Says when another device computes than the one asked for. */
function OtherDevice(): JSX.Element | null {
  const { train: text, settings: names } = words.value;
  const { value: info } = run;
  if (info === null) return null;
  const { device: wanted, threads } = info.settings;
  const { choice } = info.device;
  const missesThreads = (wanted === "threads" || wanted === "auto") && threads > 1 && choice === "simd";
  if (missesThreads) return <p class="note">{text.problem.fewerThreads}</p>;
  if (wanted === "auto" || wanted === choice) return null;
  return <p class="note">{text.problem.otherDevice(names.devices[wanted], names.devices[choice])}</p>;
}
