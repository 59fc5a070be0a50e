import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { formatPercent, words } from "../../i18n/words.js";
import { classes, type Misread } from "../../protocol.js";
import { dataset, nameOf } from "../dataset.js";
import { fullTest } from "../state.js";
import { worker } from "../worker.js";
import { DigitImage, imageAt, indexOfLargest, ProbabilityBars, probabilitiesAt } from "./digit.js";
import { Panel } from "./panel.js";

/** Digits of a cell that are shown. */
const limit = 24;

const digits = Array.from({ length: classes }, (_, digit) => digit);

interface Opened {
  readonly actual: number;
  readonly predicted: number;
  readonly misread: Misread;
}

/** The confusion matrix, whose cells open the digits in them. */
export function ConfusionPanel(): JSX.Element {
  const { confusion: text } = words.value.train;
  const opened = useSignal<Opened | null>(null);
  // Another evaluation has other mistakes.
  useSignalEffect(() => {
    void fullTest.value;
    opened.value = null;
  });
  const open = async (actual: number, predicted: number): Promise<void> => {
    opened.value = { actual, predicted, misread: await worker.ask("misread", { actual, predicted, limit }) };
  };
  return (
    <Panel name="confusion" title={text.title} lead={fullTest.value === null ? text.empty : text.lead}>
      {fullTest.value !== null && (
        <div class="matrixAndDigits">
          <Matrix counts={fullTest.value.confusion} opened={opened.value} onOpen={open} />
          {opened.value !== null && <MisreadDigits {...opened.value} />}
        </div>
      )}
    </Panel>
  );
}

function Matrix({
  counts,
  opened,
  onOpen,
}: {
  readonly counts: readonly number[];
  readonly opened: Opened | null;
  readonly onOpen: (actual: number, predicted: number) => void;
}): JSX.Element {
  const { confusion: text } = words.value.train;
  const most = Math.max(1, ...counts.filter((_, i) => i % (classes + 1) !== 0));
  return (
    <table class={`matrix ${dataset.value}`}>
      <thead>
        <tr>
          <th scope="col">
            <span class="unseen">{text.actual}</span>
          </th>
          {digits.map((digit) => (
            <th key={digit} scope="col">
              <span class="unseen">{text.predicted} </span>
              <span class="name">{nameOf(digit)}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {digits.map((actual) => (
          <tr key={actual}>
            <th scope="row">{nameOf(actual)}</th>
            {digits.map((predicted) => {
              const count = counts[actual * classes + predicted];
              if (count === 0) return <td key={predicted} class="none" />;
              const isRight = actual === predicted;
              const strength = isRight ? 0 : 0.15 + 0.85 * (count / most);
              return (
                <td key={predicted} class={isRight ? "right" : "wrong"} style={{ "--strength": strength }}>
                  <button
                    type="button"
                    aria-label={text.cell(count, nameOf(actual), nameOf(predicted))}
                    aria-pressed={opened?.actual === actual && opened.predicted === predicted}
                    onClick={() => onOpen(actual, predicted)}
                  >
                    {count}
                  </button>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function MisreadDigits({ actual, predicted, misread }: Opened): JSX.Element {
  const { confusion: text, wall } = words.value.train;
  const heading = useRef<HTMLHeadingElement>(null);
  // The digits may lie below the fold, and a reader of the screen should hear of them.
  useEffect(() => heading.current?.focus(), [misread]);
  const { length } = misread.labels;
  return (
    <div class="misread">
      <h3 ref={heading} tabIndex={-1}>
        {text.cell(misread.total, nameOf(actual), nameOf(predicted))}
      </h3>
      {length < misread.total && <p class="note">{text.shown(length)}</p>}
      <ul>
        {Array.from(misread.labels, (label, i) => {
          const probabilities = probabilitiesAt(misread.probabilities, i);
          const answer = indexOfLargest(probabilities);
          return (
            <li key={i}>
              <DigitImage pixels={imageAt(misread, i)} label={wall.one(nameOf(label), nameOf(answer))} />
              <div>
                <ProbabilityBars probabilities={probabilities} truth={label} label={text.probabilities} />
                <p class="note">{text.sure(formatPercent(probabilities[answer], 0))}</p>
              </div>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
