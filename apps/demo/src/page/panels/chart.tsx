import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { formatNumber, formatPercent, formatSmall, words } from "../../i18n/words.js";
import type { RunSettings } from "../../protocol.js";
import { ghost, history, historyVersion } from "../state.js";
import { isDark } from "../theme.js";
import type { LossChart } from "./lossChart.js";
import { Panel } from "./panel.js";

/** The learning curve, with its numbers as a table. */
export function ChartPanel(): JSX.Element {
  const { chart: text } = words.value.train;
  return (
    <Panel name="chart" title={text.title}>
      <ul class="legend">
        <li class="trainLoss">{text.trainLoss}</li>
        <li class="testLoss">{text.testLoss}</li>
        <li class="gap">{text.gap}</li>
        <li class="accuracyLine">{text.accuracy}</li>
      </ul>
      <Curve />
      <p class="note">{text.gapHint}</p>
      {ghost.value !== null && <p class="note">{text.ghost(describe(ghost.value.settings))}</p>}
      <Numbers />
    </Panel>
  );
}

/** A run's settings in a few words. */
function describe(settings: RunSettings): string {
  const { settings: text } = words.value;
  const { model, optimizer, schedule, lr, batchSize, seed } = settings;
  const parts = [text.models[model], text.optimizers[optimizer], text.schedules[schedule], formatSmall(lr)];
  return [...parts, `${text.batchSize.toLowerCase()} ${batchSize}`, `${text.seed.toLowerCase()} ${seed}`].join(", ");
}

function Curve(): JSX.Element {
  const { chart: text } = words.value.train;
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<LossChart | null>(null);
  /** Nobody sees a chart below the fold, and to draw it takes time from the training. */
  const isOnScreen = useRef(false);
  const draw = (): void => {
    if (isOnScreen.current) chart.current?.draw(history.peek(), ghost.peek());
  };
  const dark = isDark.value;
  // Made anew for another theme or language, for a chart's colours and words are its options.
  useEffect(() => {
    const { current } = host;
    if (current === null) return;
    const resizes = new ResizeObserver(() => chart.current?.resize());
    const sightings = new IntersectionObserver((entries) => {
      isOnScreen.current = entries.at(-1)!.isIntersecting;
      draw();
    });
    sightings.observe(current);
    let isWanted = true;
    // Loaded with the first run, so that the button is there sooner.
    void import("./lossChart.js").then(({ LossChart }) => {
      if (!isWanted) return;
      chart.current = new LossChart(current, text, (share) => formatPercent(share, share > 0.99 ? 1 : 0));
      draw();
      resizes.observe(current);
    });
    return () => {
      isWanted = false;
      resizes.disconnect();
      sightings.disconnect();
      chart.current?.destroy();
      chart.current = null;
    };
  }, [dark, text]);
  useEffect(draw, [historyVersion.value]);
  return <div ref={host} class="curve" role="img" aria-label={text.label} />;
}

/** The table grows with the run, and is made where it is seen only. */
function Numbers(): JSX.Element {
  const { chart: text } = words.value.train;
  const isOpen = useSignal(false);
  return (
    <details
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open;
      }}
    >
      <summary>{text.table}</summary>
      {isOpen.value && <NumbersTable />}
    </details>
  );
}

function NumbersTable(): JSX.Element {
  const { columns } = words.value.train.chart;
  void historyVersion.value;
  const train = history.value?.train ?? [];
  return (
    <table class="plain">
      <thead>
        <tr>
          {Object.entries(columns).map(([name, label]) => (
            <th key={name} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {(history.value?.tests ?? []).map((test) => (
          <tr key={`${test.step} ${test.isFull}`} class={test.isFull ? "full" : ""}>
            <td>{formatNumber(test.x, 2)}</td>
            <td>{formatNumber(test.seconds, 1)}</td>
            <td>{formatSmall(train.findLast(({ step }) => step <= test.step)?.loss ?? Number.NaN)}</td>
            <td>{formatSmall(test.loss)}</td>
            <td>{formatPercent(test.accuracy)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
