import { ValueError } from "@lumbre/tensor";
import { bind, defineKind, defineSignature, named, nullable, positional } from "@lumbre/tensor/engine";
import { frame, plain, text } from "./axes.js";
import { type PlotOptions, plotParameters, requireSize } from "./options.js";
import { finished, type Plot, requireName } from "./plot.js";
import { black, colourOf, type Shape } from "./scene.js";
import { numbersOf, type SeriesValues, someSeries } from "./series.js";

/** Options of {@link plotCurves}. */
export interface PlotCurvesOptions extends PlotOptions {
  /** Where the points are on the horizontal axis. Default 1, 2, 3 and so on, as epochs are counted. */
  readonly x?: readonly number[] | null;
}

const finiteNumbers = defineKind<readonly number[]>(
  "a list of finite numbers",
  (value) => Array.isArray(value) && value.every(Number.isFinite),
);

const signature = defineSignature(
  "plotCurves",
  positional("curves", someSeries),
  named("x", nullable(finiteNumbers), null),
  ...plotParameters,
);

/**
 * Plots curves, such as those of the loss in training and in validation, as SVG and PNG. Points that are NaN or infinite
 * leave a gap.
 *
 * @param curves Lists of numbers, or tensors [N], by name; they need not be equally long.
 * @param options.x Where the points are on the horizontal axis. Default 1, 2, 3 and so on, as epochs are counted.
 * @param options.title What stands above the plot. Default: nothing.
 * @param options.xLabel What the horizontal axis shows. Default: nothing.
 * @param options.yLabel What the vertical axis shows. Default: nothing.
 * @param options.yScale The vertical axis: "linear", or "log" for values above 0. Default "linear".
 * @param options.yRange The ends of the vertical axis. Default: those of the values, rounded.
 * @param options.width Pixels, from 200 to 4000. Default 640.
 * @param options.height Pixels, from 150 to 4000. Default 400.
 * @param options.file A file to write, in Node: .svg or .png. Default: none.
 * @throws {ValueError} for curves without a finite value, values that are not above 0 on a logarithmic axis, fewer `x` than
 *   points, and a file of another name.
 * @example
 * const plot = await plotCurves({ training: [0.9, 0.5, 0.3], validation: [0.8, 0.6, 0.5] }, { title: "Loss" });
 * plot.svg.startsWith("<svg"); // => true
 * plot.image.shape; // => [400, 640, 3]
 * @see https://matplotlib.org/stable/api/_as_gen/matplotlib.pyplot.plot.html
 */
export async function plotCurves(
  curves: Readonly<Record<string, SeriesValues>>,
  options?: PlotCurvesOptions,
): Promise<Plot> {
  const [given, x, title, xLabel, yLabel, yScale, yRange, width, height, file] = bind(signature, arguments);
  const { op } = signature;
  const settings = { title, xLabel, yLabel, yScale, yRange, width, height };
  requireSize(op, settings);
  requireName(op, file);
  const series = await numbersOf(op, given);
  const longest = Math.max(...series.map(([, values]) => values.length));
  if (x !== null && x.length < longest)
    throw new ValueError(`${op}: expected ${longest} numbers as x, got ${x.length}`);
  const xs = x ?? Array.from({ length: longest }, (_, i) => i + 1);
  const names = series.map(([name]) => name);
  const all = series.flatMap(([, values]) => values);
  const { shapes, y, left, right, top, bottom } = await frame(op, settings, all, names, false);
  const across = await horizontalAxis(xs.slice(0, longest), left, right);
  const inside = (value: number): boolean => Number.isFinite(value) && (yScale !== "log" || value > 0);
  const lines = series.flatMap(([, values], i) =>
    runs(values, inside).map(([start, end]): Shape => {
      const points = values.slice(start, end).map((value, k) => {
        return [across.scale(xs[start + k]), Math.min(bottom, Math.max(top, y(value)))] as const;
      });
      // A single point is a short line.
      const [[px, py]] = points;
      const drawn = points.length > 1 ? points : [[px - 2, py] as const, [px + 2, py] as const];
      return { kind: "line", points: drawn, colour: colourOf(i), width: 2 };
    }),
  );
  const ticks = across.ticks.map(({ at, label }) => text(label, at, bottom + 14, "middle"));
  const axis: Shape = {
    kind: "line",
    points: [
      [left, bottom + 0.5],
      [right, bottom + 0.5],
    ],
    colour: black,
    width: 1,
  };
  return finished(op, { width, height, title, shapes: [...shapes, axis, ...ticks, ...lines] }, file);
}

async function horizontalAxis(xs: readonly number[], left: number, right: number) {
  const { scaleLinear } = await import("d3-scale");
  const low = xs.reduce((least, value) => Math.min(least, value));
  const high = xs.reduce((most, value) => Math.max(most, value));
  const scale = scaleLinear()
    .domain(low === high ? [low - 1, high + 1] : [low, high])
    .range([left + 8, right - 8]);
  const count = Math.max(2, Math.floor((right - left) / 70));
  // Of epochs, as of other integers, there are no halves.
  const isWhole = xs.every(Number.isInteger);
  const format = isWhole ? String : scale.tickFormat(count);
  const ticks = scale.ticks(count).filter((tick) => !isWhole || Number.isInteger(tick));
  return { scale, ticks: ticks.map((tick) => ({ at: scale(tick), label: plain(format(tick)) })) };
}

/** Where runs of drawable values start and end. */
function runs(values: readonly number[], isDrawn: (value: number) => boolean): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (let start = 0; start < values.length; start++) {
    if (!isDrawn(values[start])) continue;
    let end = start + 1;
    while (end < values.length && isDrawn(values[end])) end++;
    found.push([start, end]);
    start = end;
  }
  return found;
}
