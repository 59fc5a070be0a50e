import type { JSX } from "preact";
import { formatNumber, formatPercent, words } from "../../i18n/words.js";
import { imagesPerSecond, lastTest, phase, run, seconds, step } from "../state.js";

/** How well the network reads, how long it has trained, and on what. */
export function StatusPanel(): JSX.Element | null {
  const { train: text } = words.value;
  if (run.value === null) return null;
  const test = lastTest.value;
  return (
    <section class="status" aria-label={text.phase[phase.value]}>
      <dl>
        <div class="accuracy">
          <dt>
            {text.status.accuracy},{" "}
            {test?.isFull
              ? text.status.full(formatNumber(test.images))
              : text.status.sample(formatNumber(test?.images ?? 1000))}
          </dt>
          <dd data-test="accuracy">{test === null ? "–" : formatPercent(test.accuracy, test.isFull ? 2 : 1)}</dd>
        </div>
        <div>
          <dt>{text.status.seconds}</dt>
          <dd data-test="seconds">{formatNumber(seconds.value, 1)}</dd>
        </div>
        <div>
          <dt>{text.status.speed}</dt>
          <dd>{imagesPerSecond.value === 0 ? "–" : formatNumber(imagesPerSecond.value)}</dd>
        </div>
      </dl>
      <EpochProgress />
      <p class="note">
        {text.status.device} <DeviceName />
      </p>
    </section>
  );
}

function DeviceName(): JSX.Element | null {
  const { train: text, settings } = words.value;
  const { value: info } = run;
  if (info === null) return null;
  const { choice, threads, name } = info.device;
  return (
    <strong data-test="device" data-device={choice} title={name}>
      {settings.devices[choice === "threads" ? "simd" : choice]}
      {(choice === "threads" || choice === "simd") && `, ${text.status.threads(threads)}`}
    </strong>
  );
}

function EpochProgress(): JSX.Element | null {
  const { train: text } = words.value;
  const { value: info } = run;
  if (info === null) return null;
  const { stepsPerEpoch, settings } = info;
  const epoch = Math.min(Math.floor(step.value / stepsPerEpoch) + 1, settings.epochs);
  const within = step.value - (epoch - 1) * stepsPerEpoch;
  return (
    <div class="progress">
      <span>
        <strong data-test="phase" data-phase={phase.value}>
          {text.phase[phase.value]}
        </strong>{" "}
        · {text.status.epoch(epoch, settings.epochs)},{" "}
        {text.status.step(formatNumber(within), formatNumber(stepsPerEpoch))}
      </span>
      <progress max={stepsPerEpoch} value={within} aria-label={text.status.progress} />
    </div>
  );
}
