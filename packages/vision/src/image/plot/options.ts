import { ValueError } from "@lumbre/tensor";
import { anIntegerFrom, aString, defineKind, named, nullable, oneOf } from "@lumbre/tensor/engine";

/** Options of {@link plotCurves} and {@link plotBars}. */
export interface PlotOptions {
  /** What stands above the plot. Default: nothing. */
  readonly title?: string;
  /** What the horizontal axis shows. Default: nothing. */
  readonly xLabel?: string;
  /** What the vertical axis shows. Default: nothing. */
  readonly yLabel?: string;
  /** The vertical axis: "linear", or "log" for values above 0. Default "linear". */
  readonly yScale?: "linear" | "log";
  /** The ends of the vertical axis. Default: those of the values, rounded. */
  readonly yRange?: readonly [min: number, max: number] | null;
  /** Pixels, from 200 to 4000. Default 640. */
  readonly width?: number;
  /** Pixels, from 150 to 4000. Default 400. */
  readonly height?: number;
  /** A file to write, in Node: .svg or .png. Default: none. */
  readonly file?: string | null;
}

const aRange = defineKind<readonly [number, number]>(
  "[min, max], two finite numbers, of which the first is smaller",
  (value) => Array.isArray(value) && value.length === 2 && value.every(Number.isFinite) && value[0] < value[1],
);

export const plotParameters = [
  named("title", aString, ""),
  named("xLabel", aString, ""),
  named("yLabel", aString, ""),
  named("yScale", oneOf("linear", "log"), "linear"),
  named("yRange", nullable(aRange), null),
  named("width", anIntegerFrom(200), 640),
  named("height", anIntegerFrom(150), 400),
  named("file", nullable(aString), null),
] as const;

/** Pixels that a side may have. */
const longest = 4000;

/** What the axes are made of. */
export interface Frame {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly yScale: "linear" | "log";
  readonly yRange: readonly [number, number] | null;
  readonly width: number;
  readonly height: number;
}

export function requireSize(op: string, { width, height }: Frame): void {
  if (Math.max(width, height) <= longest) return;
  throw new ValueError(`${op}: expected up to ${longest} pixels, got ${width} x ${height}`);
}
