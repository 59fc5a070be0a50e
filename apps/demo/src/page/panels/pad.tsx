import { useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { words } from "../../i18n/words.js";
import { imageSize, pixelsPerImage } from "../../protocol.js";
import { type Shown, shown } from "../hand.js";
import { preprocess } from "../pad/preprocess.js";
import { drawStroke, inkOf, padSize, pointAt, type Stroke } from "../pad/stroke.js";

/** The pad's canvas and what is drawn on it. */
class Drawing {
  private strokes: Stroke[] = [];
  private current: Stroke | null = null;
  private context: CanvasRenderingContext2D | null = null;
  private frame = 0;
  /** What the pad has sent, to tell it from a digit that was chosen. */
  private sent: Shown | null = null;

  attach(canvas: HTMLCanvasElement): void {
    this.context = canvas.getContext("2d", { willReadFrequently: true });
    this.show(shown.peek());
  }

  detach(): void {
    cancelAnimationFrame(this.frame);
    this.context = null;
  }

  start(event: PointerEvent, canvas: HTMLCanvasElement): void {
    if (event.button !== 0 || this.current !== null) return;
    canvas.setPointerCapture(event.pointerId);
    // A test digit makes room for what is drawn.
    if (this.strokes.length === 0) this.clear();
    this.current = [];
    this.strokes.push(this.current);
    this.move(event, canvas);
  }

  move(event: PointerEvent, canvas: HTMLCanvasElement): void {
    const { current, context } = this;
    if (current === null || context === null) return;
    const bounds = canvas.getBoundingClientRect();
    const { length } = current;
    // All points since the last frame; some browsers give none for the first.
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length > 0 ? events : [event]) current.push(pointAt(each, bounds));
    drawStroke(context, current, length);
    this.sendSoon();
  }

  end(): void {
    this.current = null;
  }

  undo(): void {
    this.strokes.pop();
    this.context?.clearRect(0, 0, padSize, padSize);
    for (const stroke of this.strokes) if (this.context !== null) drawStroke(this.context, stroke);
    this.sendSoon();
  }

  clear(): void {
    this.strokes = [];
    this.context?.clearRect(0, 0, padSize, padSize);
  }

  /** Shows what others have put in the pad's place: a test digit, or nothing. */
  show(value: Shown | null): void {
    if (value !== null && value === this.sent) return;
    this.clear();
    if (value !== null && this.context !== null) drawPixels(this.context, value.pixels);
  }

  private sendSoon(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      if (this.context === null) return;
      const pixels = preprocess(inkOf(this.context), padSize, padSize);
      this.sent = pixels === null ? null : { pixels, label: null };
      shown.value = this.sent;
    });
  }
}

/** An image of 28 x 28 in the pad's size. */
function drawPixels(context: CanvasRenderingContext2D, pixels: Uint8Array): void {
  const image = new ImageData(imageSize, imageSize);
  for (let i = 0; i < pixelsPerImage; i++) image.data[4 * i + 3] = pixels[i];
  const small = new OffscreenCanvas(imageSize, imageSize);
  small.getContext("2d")!.putImageData(image, 0, 0);
  context.drawImage(small, 0, 0, padSize, padSize);
}

/** A canvas to draw on with any pointer. */
export function Pad(): JSX.Element {
  const { hand: text } = words.value;
  const pad = useMemo(() => new Drawing(), []);
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    pad.attach(canvas.current!);
    return () => pad.detach();
  }, [pad]);
  useSignalEffect(() => pad.show(shown.value));
  const isDrawn = shown.value !== null && shown.value.label === null;
  return (
    <div class="padAndTools">
      <div class="pad">
        <canvas
          ref={canvas}
          width={padSize}
          height={padSize}
          role="img"
          aria-label={text.pad}
          data-test="pad"
          onPointerDown={(event) => pad.start(event, event.currentTarget)}
          onPointerMove={(event) => pad.move(event, event.currentTarget)}
          onPointerUp={() => pad.end()}
          onPointerCancel={() => pad.end()}
        />
        {shown.value === null && <span aria-hidden="true">{text.padHint}</span>}
      </div>
      <div class="tools">
        <button
          type="button"
          disabled={shown.value === null}
          onClick={() => {
            shown.value = null;
          }}
        >
          {text.clear}
        </button>
        <button type="button" disabled={!isDrawn} onClick={() => pad.undo()}>
          {text.undo}
        </button>
      </div>
    </div>
  );
}
