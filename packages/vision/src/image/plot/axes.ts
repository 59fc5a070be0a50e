// The frame of a plot: title, vertical axis with its lines, names of the series.
import { ValueError } from "@lumbre/tensor";
import type { Frame } from "./options.js";
import { black, colourOf, type Label, pale, roomFor, type Shape } from "./scene.js";

/** The part of d3's scales that is used. */
export interface Axis {
  (value: number): number;
  domain(): number[];
  ticks(count: number): number[];
  tickFormat(count: number, specifier?: string): (value: number) => string;
}

export interface Frames {
  readonly shapes: readonly Shape[];
  readonly y: Axis;
  /** The sides of the area of the values. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const text = (content: string, x: number, y: number, anchor: Label["anchor"], colour = black): Label => {
  return { kind: "label", text: content, x, y, anchor, colour };
};

/**
 * @param values All values, for the ends of the axis.
 * @param names Names of the series; a single one needs none when `hasNames` is false.
 */
export async function frame(
  op: string,
  options: Frame,
  values: readonly number[],
  names: readonly string[],
  fromZero: boolean,
): Promise<Frames> {
  const { title, xLabel, yLabel, width, height } = options;
  const top = 14 + (title === "" ? 0 : 22) + (names.length > 0 ? 20 : 0) + (yLabel === "" ? 0 : 18);
  const bottom = height - 28 - (xLabel === "" ? 0 : 18);
  const y = await verticalAxis(op, options, values, fromZero, bottom, top);
  const ticks = ticksOf(y, options.yScale);
  const left = 14 + Math.max(...ticks.map((tick) => roomFor(tick.text)), 0);
  const right = width - 16;
  const shapes: Shape[] = [];
  if (title !== "") shapes.push(text(title, width / 2, 16, "middle"));
  if (names.length > 0) shapes.push(...legend(names, left, title === "" ? 14 : 36));
  if (yLabel !== "") shapes.push(text(yLabel, 8, top - 14, "start"));
  if (xLabel !== "") shapes.push(text(xLabel, (left + right) / 2, height - 14, "middle"));
  for (const tick of ticks) {
    const at = Math.round(y(tick.value)) + 0.5;
    shapes.push({
      kind: "line",
      points: [
        [left, at],
        [right, at],
      ],
      colour: pale,
      width: 1,
    });
    shapes.push(text(tick.text, left - 6, at, "end"));
  }
  return { shapes, y, left, right, top, bottom };
}

function ticksOf(y: Axis, scale: "linear" | "log") {
  const count = 6;
  // d3's own for powers of ten has prefixes: 100m for 0.1.
  const format = scale === "log" ? y.tickFormat(count, "~g") : y.tickFormat(count);
  const ticks = y.ticks(count).map((value) => ({ value, text: plain(format(value)) }));
  return scale === "log" ? ticks.filter((tick) => tick.text !== "") : ticks;
}

/** d3 writes a minus that the letters of pictures do not have. */
export const plain = (label: string): string => label.replaceAll("\u2212", "-");

async function verticalAxis(
  op: string,
  { yScale, yRange }: Frame,
  values: readonly number[],
  fromZero: boolean,
  bottom: number,
  top: number,
): Promise<Axis> {
  const { scaleLinear, scaleLog } = await import("d3-scale");
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) throw new ValueError(`${op}: expected a finite number among the values`);
  const low = finite.reduce((least, value) => Math.min(least, value));
  const high = finite.reduce((most, value) => Math.max(most, value));
  const isLog = yScale === "log";
  if (isLog && (yRange?.[0] ?? low) <= 0) {
    throw new ValueError(`${op}: expected values above 0 for a logarithmic axis, got ${yRange?.[0] ?? low}`);
  }
  const scale = isLog ? scaleLog() : scaleLinear();
  if (yRange !== null) return scale.domain([...yRange]).range([bottom, top]) as unknown as Axis;
  const ends = fromZero && !isLog ? [Math.min(0, low), Math.max(0, high)] : [low, high];
  const domain = ends[0] === ends[1] ? apart(ends[0], isLog) : ends;
  return scale.domain(domain).nice().range([bottom, top]) as unknown as Axis;
}

/** Ends around a value that is the only one. */
const apart = (value: number, isLog: boolean): number[] =>
  isLog
    ? [value / 2, value * 2]
    : [value - Math.max(1e-3, Math.abs(value) / 2), value + Math.max(1e-3, Math.abs(value) / 2)];

/** A square of its colour before each name. */
function legend(names: readonly string[], left: number, y: number): Shape[] {
  const shapes: Shape[] = [];
  let x = left;
  for (const [i, name] of names.entries()) {
    shapes.push({ kind: "rectangle", x, y: y - 5, width: 10, height: 10, colour: colourOf(i) });
    shapes.push(text(name, x + 16, y, "start"));
    x += 16 + roomFor(name) + 16;
  }
  return shapes;
}
