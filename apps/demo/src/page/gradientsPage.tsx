import { Fragment, type JSX } from "preact";
import { gradients } from "../i18n/en/gradients.js";
import { formatNumber, formatPower, words } from "../i18n/words.js";
import type { GradientEntry, GradientReport, ModelName } from "../protocol.js";
import { checkGradients, gradientFailure, gradientReport, isChecking } from "./gradients.js";
import { hasDied, phase, run, settings } from "./state.js";
import "./styles/gradients.css";

/** Gradients of the present network, compared with differences. */
export function GradientsPage(): JSX.Element {
  const text = words.value.gradients ?? gradients;
  const { value: report } = gradientReport;
  const name = nameOf(run.value?.settings.model ?? settings.value.model);
  return (
    <>
      <section class="hero gradients">
        <h1>{text.title}</h1>
        <p class="lead">{text.lead}</p>
        <div class="actions">
          <button
            type="button"
            class="primary"
            disabled={isChecking.value || phase.value === "preparing" || hasDied.value}
            onClick={checkGradients}
          >
            {isChecking.value ? text.checking : report === null ? text.check(name) : text.again}
          </button>
        </div>
        <p class="verdict" role="status" data-test="gradients">
          {gradientFailure.value !== null ? text.failed(gradientFailure.value) : report !== null && verdict(report)}
        </p>
      </section>
      {report !== null && <Report report={report} />}
    </>
  );
}

const nameOf = (model: ModelName): string => words.value.settings.models[model].split(",")[0];

function verdict({ passed, parameters }: GradientReport): string {
  const text = words.value.gradients ?? gradients;
  const error = formatPower(Math.max(...parameters.map(({ worst }) => worst.relativeError)));
  return passed ? text.passed(formatNumber(parameters.length), error) : text.notPassed(error);
}

function Report({ report }: { readonly report: GradientReport }): JSX.Element {
  const text = words.value.gradients ?? gradients;
  return (
    <section class="panel gradients">
      <p class="lead">
        {text.explained({
          model: nameOf(report.model),
          steps: formatNumber(report.step),
          digits: formatNumber(report.digits),
          compared: formatNumber(report.parameters.reduce((sum, { compared }) => sum + compared, 0)),
          eps: formatPower(report.eps),
          seconds: formatNumber(report.seconds, 1),
        })}
      </p>
      <table class="plain">
        <caption>{text.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{text.parameter}</th>
            <th scope="col">{text.analytical}</th>
            <th scope="col">{text.numerical}</th>
            <th scope="col">{text.error}</th>
          </tr>
        </thead>
        <tbody>
          {report.parameters.map(({ name, shape, worst }) => (
            <tr key={name} data-error={worst.relativeError}>
              <th scope="row">
                <DottedName name={name} /> <small>{elementOf(worst, shape)}</small>
              </th>
              <td>{formatNumber(worst.analytical, 6)}</td>
              <td>{formatNumber(worst.numerical, 6)}</td>
              <td>{formatPower(worst.relativeError)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A parameter's name, which may break behind a dot. */
function DottedName({ name }: { readonly name: string }): JSX.Element {
  return (
    <>
      {name.split(".").map((part, i) => (
        <Fragment key={part}>
          {i > 0 && (
            <>
              .<wbr />
            </>
          )}
          {part}
        </Fragment>
      ))}
    </>
  );
}

/** Which element of the parameter it is, counted from 0 as in PyTorch. */
function elementOf({ index }: GradientEntry, shape: readonly number[]): string {
  const text = words.value.gradients ?? gradients;
  const sizes = `[${shape.join(", ")}]`;
  return index === null ? text.direction(sizes) : text.element(`[${index.join(", ")}]`, sizes);
}
