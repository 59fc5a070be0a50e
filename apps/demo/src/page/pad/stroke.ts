/** Pixels of the pad's side, whatever its size on the screen. */
export const padSize = 280;

/** Width of the brush: in a digit of 180 pixels it becomes 2.5 of MNIST's, as its strokes are. */
const brush = 23;

export interface Point {
  readonly x: number;
  readonly y: number;
  /** Width of the stroke here. */
  readonly width: number;
}

export type Stroke = Point[];

/** Where a pointer is on the pad; a pen that is pressed harder draws wider. */
export function pointAt(event: PointerEvent, pad: DOMRect): Point {
  const pressure = event.pointerType === "pen" && event.pressure > 0 ? 0.6 + 0.8 * event.pressure : 1;
  return {
    x: ((event.clientX - pad.left) / pad.width) * padSize,
    y: ((event.clientY - pad.top) / pad.height) * padSize,
    width: brush * pressure,
  };
}

/** Draws a stroke from its point `from` on. */
export function drawStroke(context: CanvasRenderingContext2D, stroke: Stroke, from = 0): void {
  context.lineCap = "round";
  for (let i = Math.max(from, 0); i < stroke.length; i++) {
    const { x, y, width } = stroke[i];
    const before = stroke[Math.max(i - 1, 0)];
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(before.x, before.y);
    context.lineTo(x, y);
    context.stroke();
  }
}

/** The ink on the canvas: a byte a pixel. */
export function inkOf(context: CanvasRenderingContext2D): Uint8Array {
  const { data } = context.getImageData(0, 0, padSize, padSize);
  const ink = new Uint8Array(padSize * padSize);
  for (let i = 0; i < ink.length; i++) ink[i] = data[4 * i + 3];
  return ink;
}
