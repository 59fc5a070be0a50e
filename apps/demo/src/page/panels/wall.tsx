import type { JSX } from "preact";
import { formatPercent, words } from "../../i18n/words.js";
import { nameOf } from "../dataset.js";
import { loading, wall, wallProbabilities } from "../state.js";
import { wallSize } from "../wall.js";
import { DigitImage, imageAt, indexOfLargest, probabilitiesAt } from "./digit.js";

/** Test digits, each with what the network takes it for. */
export function WallPanel(): JSX.Element {
  const { wall: text } = words.value.train;
  const { value: digits } = wall;
  const { value: probabilities } = wallProbabilities;
  const answers =
    digits === null || probabilities === null
      ? null
      : Array.from(digits.labels, (_, i) => indexOfLargest(probabilitiesAt(probabilities, i)));
  const right = answers?.filter((answer, i) => answer === digits?.labels[i]).length;
  return (
    <section class="wall" aria-label={text.title}>
      <p class="note">
        {right === undefined ? text.untrained : text.reading(right, wallSize)} <LoadingProgress />
      </p>
      <ul>
        {Array.from({ length: wallSize }, (_, i) => {
          if (digits === null) return <li key={i} class="waiting" />;
          const label = digits.labels[i];
          const answer = answers?.[i];
          const state = answer === undefined ? "unread" : answer === label ? "right" : "wrong";
          const description =
            answer === undefined ? text.plain(nameOf(label)) : text.one(nameOf(label), nameOf(answer));
          return (
            <li key={i} class={state}>
              <DigitImage pixels={memoized(digits.pixels, i)} label={description} />
              <span aria-hidden="true">{answer === undefined ? "" : nameOf(answer)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Tells how far the images are loaded, until they are. */
function LoadingProgress(): JSX.Element | null {
  const { train: text } = words.value;
  const { bytes, totalBytes } = loading.value ?? { bytes: 0, totalBytes: 1 };
  if (bytes >= totalBytes) return null;
  return <span class="loading">· {text.loading(formatPercent(bytes / totalBytes, 0))}</span>;
}

let source: Uint8Array | null = null;
let images: Uint8Array[] = [];

/** The same array for the same image, so that a digit is drawn once and not at each prediction. */
function memoized(pixels: Uint8Array, index: number): Uint8Array {
  if (source !== pixels) {
    source = pixels;
    images = [];
  }
  return (images[index] ??= imageAt({ pixels, labels: pixels }, index));
}
