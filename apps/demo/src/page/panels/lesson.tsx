import type { JSX } from "preact";
import { formatNumber, formatPercent, words } from "../../i18n/words.js";
import type { Lesson } from "../../protocol.js";
import { shown } from "../hand.js";
import {
  drawnDigits,
  endLesson,
  forget,
  type LessonState,
  lesson,
  lessonError,
  selectDigit,
  startLesson,
  takeDigit,
  teach,
} from "../lesson.js";
import { phase, run, step } from "../state.js";
import { DigitImage, indexOfLargest, probabilitiesAt } from "./digit.js";

/** Teach it your hand: ten drawn digits, and the predictions before and after. */
export function LessonPart(): JSX.Element {
  const { teach: text } = words.value.hand;
  const { value } = lesson;
  const isReady = run.value !== null && step.value > 0 && phase.value !== "preparing" && phase.value !== "failed";
  return (
    <div class="lesson">
      <h3>{text.title}</h3>
      <p class="note">{text.lead}</p>
      {value === null ? (
        <div class="row">
          <button type="button" disabled={!isReady} onClick={startLesson}>
            {text.start}
          </button>
          {!isReady && <span class="note">{text.needsTraining}</span>}
        </div>
      ) : (
        <>
          <Instruction state={value} />
          <Slots state={value} />
          {value.result !== null && <Result result={value.result} />}
        </>
      )}
      {lessonError.value !== null && <p role="alert">{text.failed(lessonError.value)}</p>}
    </div>
  );
}

/** What comes next, and the button for it. */
function Instruction({ state }: { readonly state: LessonState }): JSX.Element | null {
  const { teach: text } = words.value.hand;
  if (state.phase === "done") return null;
  const isComplete = drawnDigits(state) !== null;
  const isTeaching = state.phase === "teaching";
  return (
    <div class="row">
      <strong role="status">{isTeaching ? text.teaching : isComplete ? text.redo : text.draw(state.next)}</strong>
      {!isTeaching && (!isComplete || shown.value !== null) && (
        <button type="button" disabled={shown.value === null} onClick={takeDigit}>
          {text.take(state.next)}
        </button>
      )}
      {isComplete && (
        <button type="button" class="strong" disabled={isTeaching} onClick={teach}>
          {text.go}
        </button>
      )}
      <button type="button" disabled={isTeaching} onClick={endLesson}>
        {text.stop}
      </button>
    </div>
  );
}

/** The ten drawn digits, with what the network read before and after. */
function Slots({ state }: { readonly state: LessonState }): JSX.Element {
  return (
    <ol class="slots">
      {state.digits.map((pixels, label) => (
        <Slot key={label} label={label} pixels={pixels} state={state} />
      ))}
    </ol>
  );
}

function Slot({
  label,
  pixels,
  state: { phase, next, result },
}: {
  readonly label: number;
  readonly pixels: Uint8Array | null;
  readonly state: LessonState;
}): JSX.Element {
  const { teach: text } = words.value.hand;
  const before = result === null ? null : probabilitiesAt(result.before, label);
  const after = result === null ? null : probabilitiesAt(result.after, label);
  const change =
    before === null || after === null
      ? text.state(pixels !== null)
      : text.change(indexOfLargest(before), indexOfLargest(after));
  return (
    <li>
      <button
        type="button"
        aria-label={`${text.slot(label)}: ${change}`}
        aria-pressed={phase === "drawing" && next === label}
        disabled={phase === "teaching"}
        onClick={() => selectDigit(label)}
      >
        {pixels === null ? (
          <span class="missing">{label}</span>
        ) : (
          <DigitImage pixels={pixels} label={text.slot(label)} />
        )}
      </button>
      {before !== null && <Reads probabilities={before} label={label} name="before" />}
      {after !== null && <Reads probabilities={after} label={label} name="after" />}
    </li>
  );
}

/** The answer and its probability, for the eye: the button's name has it in words. */
function Reads({
  probabilities,
  label,
  name,
}: {
  readonly probabilities: Float32Array;
  readonly label: number;
  readonly name: "before" | "after";
}): JSX.Element {
  const answer = indexOfLargest(probabilities);
  return (
    <span class={`reads ${name} ${answer === label ? "" : "miss"}`} aria-hidden="true">
      {answer} <small>{formatPercent(probabilities[answer], 0)}</small>
    </span>
  );
}

function Result({ result }: { readonly result: Lesson }): JSX.Element {
  const { teach: text } = words.value.hand;
  const { before, after, testBefore, testAfter, steps, milliseconds } = result;
  const right = (probabilities: Float32Array): number =>
    Array.from({ length: 10 }, (_, label) => label).filter(
      (label) => indexOfLargest(probabilitiesAt(probabilities, label)) === label,
    ).length;
  return (
    <div class="result">
      <p role="status" data-test="lesson">
        <strong>{text.result(right(before), right(after))}</strong>
      </p>
      <p class="note">
        {text.steps(steps, formatNumber(milliseconds))}{" "}
        {text.test(formatPercent(testBefore, 1), formatPercent(testAfter, 1))}
      </p>
      <div class="row">
        <button type="button" onClick={forget}>
          {text.forget}
        </button>
        <button type="button" onClick={startLesson}>
          {text.again}
        </button>
      </div>
    </div>
  );
}
