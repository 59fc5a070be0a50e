import type { ComponentChildren, JSX } from "preact";
import { formatNumber, formatPercent, formatSmall, words } from "../../i18n/words.js";
import { nameOf } from "../dataset.js";
import { run, stepReport } from "../state.js";
import "../styles/step.css";
import { DigitImage, imageAt, indexOfLargest, probabilitiesAt } from "./digit.js";
import { Panel } from "./panel.js";

/** One step, taken apart: forward, loss, backward, update, with their numbers. */
export function StepPanel(): JSX.Element | null {
  const { step: text } = words.value.train;
  const { value: report } = stepReport;
  if (report === null || run.value === null) return null;
  const { digits, probabilities, layers } = report;
  return (
    <Panel name="step" title={text.title(formatNumber(report.step))}>
      <ol class="parts">
        <Part title={text.forward} milliseconds={report.forward}>
          <p>{text.forwardText(formatNumber(run.value.settings.batchSize))}</p>
          <ul class="batch">
            {Array.from(digits.labels, (label, i) => {
              const answer = indexOfLargest(probabilitiesAt(probabilities, i));
              return (
                <li key={i} class={answer === label ? "right" : "wrong"}>
                  <DigitImage
                    pixels={imageAt(digits, i)}
                    label={words.value.train.wall.one(nameOf(label), nameOf(answer))}
                  />
                  <span aria-hidden="true">{nameOf(answer)}</span>
                </li>
              );
            })}
          </ul>
        </Part>
        <Part title={text.loss}>
          <p>{text.lossText(formatSmall(report.lossBefore))}</p>
        </Part>
        <Part title={text.backward} milliseconds={report.backward}>
          <p>{text.backwardText}</p>
          <dl class="numbers">
            {layers.map(({ name, gradient }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{formatSmall(gradient)}</dd>
              </div>
            ))}
          </dl>
        </Part>
        <Part title={text.update} milliseconds={report.update}>
          <p>{text.updateText(formatSmall(report.lr))}</p>
          <dl class="numbers">
            {layers.map(({ name, update }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{text.change(formatPercent(update, 2))}</dd>
              </div>
            ))}
          </dl>
          <p>{text.after(formatSmall(report.lossBefore), formatSmall(report.lossAfter))}</p>
        </Part>
      </ol>
    </Panel>
  );
}

function Part({
  title,
  milliseconds,
  children,
}: {
  readonly title: string;
  readonly milliseconds?: number;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { step: text } = words.value.train;
  return (
    <li>
      <h3>
        {title} {milliseconds !== undefined && <small>{text.milliseconds(formatNumber(milliseconds, 1))}</small>}
      </h3>
      {children}
    </li>
  );
}
