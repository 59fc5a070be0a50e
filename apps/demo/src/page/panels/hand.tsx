import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { formatPercent, words } from "../../i18n/words.js";
import { classes } from "../../protocol.js";
import { choices, choose, handReading, loadChoices, shown, watchHand } from "../hand.js";
import { run } from "../state.js";
import "../styles/hand.css";
import { DigitImage, imageAt, indexOfLargest, ProbabilityBars } from "./digit.js";
import { LessonPart } from "./lesson.js";
import { Pad } from "./pad.js";
import { Panel } from "./panel.js";

/** A pad to draw a digit on, what the network gets of it, and what it reads. */
export function HandPanel(): JSX.Element {
  const { hand: text } = words.value;
  useEffect(watchHand, []);
  useEffect(loadChoices, []);
  return (
    <Panel name="hand" title={text.title} lead={text.lead}>
      <div class="drawing">
        <Pad />
        <Reading />
      </div>
      <Choices />
      <LessonPart />
    </Panel>
  );
}

const blank = new Uint8Array(28 * 28);
const none = new Float32Array(classes);

function Reading(): JSX.Element {
  const { hand: text, train } = words.value;
  const { value: digit } = shown;
  const reading = digit === null ? null : handReading.value;
  const answer = reading === null ? null : indexOfLargest(reading);
  const waiting = digit === null ? text.empty : text.notTrained;
  return (
    <div class="reading">
      <figure class="picture">
        <DigitImage pixels={digit?.pixels ?? blank} label={text.picture} />
        <figcaption>
          <strong>{text.picture}</strong>
          <span class="note">{text.pictureHint}</span>
        </figcaption>
      </figure>
      <div class="answer">
        <p role="status" data-test="hand" data-digit={answer ?? ""}>
          {answer === null ? (
            <span class="note">{run.value === null || digit === null ? waiting : "…"}</span>
          ) : (
            text.reads(answer)
          )}
        </p>
        <p class="note">{reading !== null && train.confusion.sure(formatPercent(reading[answer!], 1))}</p>
      </div>
      <ProbabilityBars
        probabilities={reading ?? none}
        truth={reading === null ? undefined : (digit?.label ?? answer!)}
        label={text.probabilities}
      />
    </div>
  );
}

/** Test digits, for those who cannot draw or do not want to. */
function Choices(): JSX.Element {
  const { hand: text } = words.value;
  const { value: digits } = choices;
  return (
    <div class="choices">
      <p class="note" id="choices">
        {text.choose}
      </p>
      <ul aria-labelledby="choices">
        {Array.from({ length: classes }, (_, digit) => {
          const index = digits?.labels.indexOf(digit) ?? -1;
          return (
            <li key={digit}>
              <button
                type="button"
                aria-label={text.choice(digit)}
                aria-pressed={shown.value?.label === digit}
                disabled={index === -1}
                onClick={() => choose(digit)}
              >
                {digits === null || index === -1 ? digit : <Example index={index} label={text.choice(digit)} />}
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const examples = new Map<number, Uint8Array>();

/** The same array each time, so that the digit is drawn once. */
function Example({ index, label }: { readonly index: number; readonly label: string }): JSX.Element {
  if (!examples.has(index)) examples.set(index, imageAt(choices.peek()!, index));
  return <DigitImage pixels={examples.get(index)!} label={label} />;
}
