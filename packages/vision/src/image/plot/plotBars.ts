import { ValueError } from "@lumbre/tensor";
import { aString, bind, defineKind, defineSignature, named, nullable, positional } from "@lumbre/tensor/engine";
import { frame, text } from "./axes.js";
import { type PlotOptions, plotParameters, requireSize } from "./options.js";
import { finished, type Plot, requireName } from "./plot.js";
import { black, colourOf, type Shape } from "./scene.js";
import { numbersOf, type SeriesValues, someBars } from "./series.js";

/** Options of {@link plotBars}. */
export interface PlotBarsOptions extends PlotOptions {
  /** Names of the groups of bars, when there are several series. Default 1, 2, 3 and so on. */
  readonly groups?: readonly string[] | null;
}

const strings = defineKind<readonly string[]>(
  "a list of strings",
  (value) => Array.isArray(value) && value.every((one) => aString.accepts(one)),
);

const signature = defineSignature(
  "plotBars",
  positional("bars", someBars),
  named("groups", nullable(strings), null),
  ...plotParameters,
);

/**
 * Plots bars, such as the probabilities of classes, as SVG and PNG: one for each name, or, of lists of numbers, groups
 * with a bar of each name.
 *
 * @param bars A number by name; or a list of numbers, or a tensor [N], by name, all equally long.
 * @param options.groups Names of the groups of bars, when there are several series. Default 1, 2, 3 and so on.
 * @param options.title What stands above the plot. Default: nothing.
 * @param options.xLabel What the horizontal axis shows. Default: nothing.
 * @param options.yLabel What the vertical axis shows. Default: nothing.
 * @param options.yScale The vertical axis: "linear", or "log" for values above 0. Default "linear".
 * @param options.yRange The ends of the vertical axis. Default: 0 and the largest value, rounded.
 * @param options.width Pixels, from 200 to 4000. Default 640.
 * @param options.height Pixels, from 150 to 4000. Default 400.
 * @param options.file A file to write, in Node: .svg or .png. Default: none.
 * @throws {ValueError} for lists of several lengths, another number of names than of groups, values that are not finite,
 *   and a file of another name.
 * @example
 * const plot = await plotBars({ cat: 0.7, dog: 0.2, ship: 0.1 }, { yLabel: "probability" });
 * plot.svg.includes("probability"); // => true
 * (await plotBars({ PyTorch: [1.2, 3.1], Lumbre: [1.0, 2.8] }, { groups: ["conv", "pool"] })).image.shape; // => [400, 640, 3]
 * @see https://matplotlib.org/stable/api/_as_gen/matplotlib.pyplot.bar.html
 */
export async function plotBars(
  bars: Readonly<Record<string, number | SeriesValues>>,
  options?: PlotBarsOptions,
): Promise<Plot> {
  const [given, groupNames, title, xLabel, yLabel, yScale, yRange, width, height, file] = bind(signature, arguments);
  const { op } = signature;
  const settings = { title, xLabel, yLabel, yScale, yRange, width, height };
  requireSize(op, settings);
  requireName(op, file);
  const found = await numbersOf(op, given);
  const isSimple = Object.values(given).every((value) => typeof value === "number");
  const series = isSimple ? [["", found.map(([, [value]]) => value)] as const] : found;
  const groups = isSimple ? found.map(([name]) => name) : groupsOf(op, series, groupNames);
  if (isSimple && groupNames !== null) throw new ValueError(`${op}: bars of one number each are groups of their own`);
  const all = series.flatMap(([, values]) => values);
  if (!all.every(Number.isFinite)) throw new ValueError(`${op}: expected finite numbers`);
  const names = isSimple ? [] : series.map(([name]) => name);
  const { shapes, y, left, right, top, bottom } = await frame(op, settings, all, names, true);
  const { scaleBand } = await import("d3-scale");
  const outer = scaleBand(groups.keys(), [left, right]).padding(0.2);
  const inner = scaleBand(series.keys(), [0, outer.bandwidth()]).padding(series.length > 1 ? 0.05 : 0);
  const inside = (value: number): number => Math.min(bottom, Math.max(top, value));
  const zero = inside(yScale === "log" ? bottom : y(0));
  const drawn = series.flatMap(([, values], i) =>
    values.map((value, k): Shape => {
      const end = inside(y(value));
      const x = (outer(k) ?? left) + (inner(i) ?? 0);
      const [above, tall] = [Math.min(end, zero), Math.abs(end - zero)];
      return { kind: "rectangle", x, y: above, width: inner.bandwidth(), height: tall, colour: colourOf(i) };
    }),
  );
  const below = groups.map((group, k) =>
    text(group, (outer(k) ?? left) + outer.bandwidth() / 2, bottom + 14, "middle"),
  );
  const axis: Shape = {
    kind: "line",
    points: [
      [left, zero + 0.5],
      [right, zero + 0.5],
    ],
    colour: black,
    width: 1,
  };
  return finished(op, { width, height, title, shapes: [...shapes, ...drawn, axis, ...below] }, file);
}

function groupsOf(
  op: string,
  series: readonly (readonly [string, readonly number[]])[],
  named: readonly string[] | null,
): readonly string[] {
  const [[first, { length }]] = series;
  const other = series.find(([, values]) => values.length !== length);
  if (other !== undefined) {
    const [name, values] = other;
    throw new ValueError(
      `${op}: expected lists of one length, got ${length} of ${first} and ${values.length} of ${name}`,
    );
  }
  if (named !== null && named.length !== length) {
    throw new ValueError(`${op}: expected names of ${length} groups, got ${named.length}`);
  }
  return named ?? Array.from({ length }, (_, i) => String(i + 1));
}
