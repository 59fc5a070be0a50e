import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { formatPercent } from "../../i18n/words.js";
import { classes, type Digits, imageSize, pixelsPerImage } from "../../protocol.js";
import { dataset, nameOf } from "../dataset.js";

/**
 * An image of 28 x 28 bytes as ink on paper; the style sheet turns black to white in the dark. One with no label is there
 * to be seen only.
 */
export function DigitImage({ pixels, label }: { readonly pixels: Uint8Array; readonly label: string }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context == null) return;
    const image = context.createImageData(imageSize, imageSize);
    for (let i = 0; i < pixelsPerImage; i++) image.data[4 * i + 3] = pixels[i];
    context.putImageData(image, 0, 0);
  }, [pixels]);
  return (
    <span class="digit">
      <canvas
        ref={canvas}
        width={imageSize}
        height={imageSize}
        {...(label !== "" && { role: "img", "aria-label": label })}
      />
    </span>
  );
}

/** The pixels of one image among several. */
export function imageAt({ pixels }: Digits, index: number): Uint8Array {
  return pixels.subarray(index * pixelsPerImage, (index + 1) * pixelsPerImage);
}

/** The ten probabilities of one image among several. */
export function probabilitiesAt(probabilities: Float32Array, index: number): Float32Array {
  return probabilities.subarray(index * classes, (index + 1) * classes);
}

export function indexOfLargest(values: Float32Array): number {
  return values.indexOf(Math.max(...values));
}

/** Ten bars, the true digit's in the accent colour. */
export function ProbabilityBars({
  probabilities,
  truth,
  label,
}: {
  readonly probabilities: Float32Array;
  readonly truth?: number | undefined;
  readonly label: string;
}): JSX.Element {
  return (
    <ol class={`bars ${dataset.value}`} aria-label={label}>
      {Array.from(probabilities, (probability, digit) => (
        <li
          key={digit}
          class={digit === truth ? "true" : ""}
          title={`${nameOf(digit)}: ${formatPercent(probability, 1)}`}
        >
          <span class="bar" style={{ height: `${Math.max(100 * probability, 1)}%` }} />
          <span class="name">{nameOf(digit)}</span>
          <span class="unseen">{formatPercent(probability, 1)}</span>
        </li>
      ))}
    </ol>
  );
}
