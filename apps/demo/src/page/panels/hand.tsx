import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { formatPercent, words } from "../../i18n/words.js";
import { classes, type Digits } from "../../protocol.js";
import { dataset, nameOf } from "../dataset.js";
import { choices, choose, handReading, loadChoices, shown, watchHand } from "../hand.js";
import { lazily } from "../lazily.js";
import { history, run } from "../state.js";
import "../styles/hand.css";
import { DigitImage, imageAt, indexOfLargest, ProbabilityBars } from "./digit.js";
import { Pad } from "./pad.js";
import { Panel } from "./panel.js";

/** There is something to teach once a network has been trained. */
const LessonPart = lazily(async () => (await import("./lesson.js")).LessonPart);

/** A pad to draw a digit on, what the network gets of it, and what it reads. */
export function HandPanel(): JSX.Element {
  const { hand: text } = words.value;
  const isMnist = dataset.value === "mnist";
  const { title, lead } = isMnist ? text : text.clothes;
  useEffect(watchHand, []);
  useEffect(loadChoices, []);
  return (
    <Panel name="hand" title={title} lead={lead}>
      <div class={`drawing ${dataset.value}`}>
        {isMnist && <Pad />}
        <Reading />
      </div>
      <Choices />
      {isMnist && history.value !== null && <LessonPart />}
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
  const { pictureHint, empty } = dataset.value === "mnist" ? text : text.clothes;
  const waiting = digit === null ? empty : text.notTrained;
  return (
    <div class="reading">
      <figure class="picture">
        <DigitImage pixels={digit?.pixels ?? blank} label={text.picture} />
        <figcaption>
          <strong>{text.picture}</strong>
          <span class="note">{pictureHint}</span>
        </figcaption>
      </figure>
      <div class="answer">
        <p role="status" data-test="hand" data-digit={answer ?? ""}>
          {answer === null ? (
            <span class="note">{run.value === null || digit === null ? waiting : "…"}</span>
          ) : (
            text.reads(nameOf(answer))
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
        {dataset.value === "mnist" ? text.choose : text.clothes.choose}
      </p>
      <ul aria-labelledby="choices">
        {Array.from({ length: classes }, (_, digit) => {
          const index = digits?.labels.indexOf(digit) ?? -1;
          return (
            <li key={digit}>
              <button
                type="button"
                aria-label={text.choice(nameOf(digit))}
                aria-pressed={shown.value?.label === digit}
                disabled={index === -1}
                onClick={() => choose(digit)}
              >
                {digits === null || index === -1 ? (
                  nameOf(digit)
                ) : (
                  <Example index={index} label={text.choice(nameOf(digit))} />
                )}
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** The images of those that there are to choose from, by index. */
let examples: { readonly of: Digits | null; readonly images: Map<number, Uint8Array> } = {
  of: null,
  images: new Map(),
};

/** The same array each time, so that the image is drawn once. */
function Example({ index, label }: { readonly index: number; readonly label: string }): JSX.Element {
  const digits = choices.peek()!;
  if (examples.of !== digits) examples = { of: digits, images: new Map() };
  if (!examples.images.has(index)) examples.images.set(index, imageAt(digits, index));
  return <DigitImage pixels={examples.images.get(index)!} label={label} />;
}
