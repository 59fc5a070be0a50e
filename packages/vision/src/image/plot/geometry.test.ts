import { expect, test } from "vitest";
import { plotBars } from "./plotBars.js";
import { plotCurves } from "./plotCurves.js";

const [grey, pale, blue, orange] = ["#333333", "#e4e4e4", "#0072b2", "#e69f00"];
const rounded = (value: number): number => Math.round(value * 100) / 100;
const label = (text: string, x: number, y: number, anchor: string): string =>
  `<text x="${rounded(x)}" y="${rounded(y)}" dy="0.35em" text-anchor="${anchor}" fill="${grey}">${text}</text>`;
const line = (colour: string, width: number, ...points: string[]): string =>
  `<polyline points="${points.join(" ")}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"/>`;
const box = (x: number, y: number, width: number, height: number, colour: string): string =>
  `<rect x="${rounded(x)}" y="${rounded(y)}" width="${rounded(width)}" height="${rounded(height)}" fill="${colour}"/>`;

/** The elements of a plot, after its white ground. */
const elementsOf = (svg: string): string[] => svg.trim().split("\n").slice(2, -1);

test("curves with all names stand where they should", async () => {
  const curves = { a: [0, 5, 10], b: [10, 0] };
  const options = { title: "T", xLabel: "x", yLabel: "y", yRange: [0, 10], width: 300, height: 200 } as const;
  const { svg } = await plotCurves(curves, options);
  expect(svg.split("\n").slice(0, 2)).toEqual([
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200" viewBox="0 0 300 200" role="img" ' +
      'font-family="sans-serif" font-size="12"><title>T</title>',
    '<rect width="100%" height="100%" fill="#ffffff"/>',
  ]);
  // 14 pixels, 22 for the title, 20 for the legend and 18 for the axis' name; below, 28 and 18 for the other name.
  const [top, bottom] = [14 + 22 + 20 + 18, 200 - 28 - 18];
  // 14 pixels and two digits, of 7 each.
  const [left, right] = [14 + 14, 300 - 16];
  const ticks = [0, 2, 4, 6, 8, 10].flatMap((value) => {
    const y = bottom - (value / 10) * (bottom - top) + 0.5;
    return [line(pale, 1, `${left},${y}`, `${right},${y}`), label(String(value), left - 6, y, "end")];
  });
  const [x1, x2, x3] = [left + 8, (left + right) / 2, right - 8];
  expect(elementsOf(svg)).toEqual([
    label("T", 150, 16, "middle"),
    ...[box(left, 31, 10, 10, blue), label("a", left + 16, 36, "start")],
    ...[box(left + 39, 31, 10, 10, orange), label("b", left + 55, 36, "start")],
    label("y", 8, top - 14, "start"),
    label("x", x2, 200 - 14, "middle"),
    ...ticks,
    line(grey, 1, `${left},${bottom + 0.5}`, `${right},${bottom + 0.5}`),
    ...[x1, x2, x3].map((x, i) => label(String(i + 1), x, bottom + 14, "middle")),
    line(blue, 2, `${x1},${bottom}`, `${x2},${(top + bottom) / 2}`, `${x3},${top}`),
    line(orange, 2, `${x1},${top}`, `${x2},${bottom}`),
  ]);
});

test("a curve of one point is a line of 4 pixels, and what is out of the range stays at the edge", async () => {
  const { svg } = await plotCurves({ a: [5], b: [99], c: [-99] }, { yRange: [0, 10], width: 200, height: 150 });
  const [left, right, top, bottom] = [28, 184, 34, 122];
  const x = (left + right) / 2;
  expect(elementsOf(svg).slice(-3)).toEqual(
    [(top + bottom) / 2, top, bottom].map((y, i) =>
      line(["#0072b2", "#e69f00", "#009e73"][i], 2, `${x - 2},${y}`, `${x + 2},${y}`),
    ),
  );
  // One epoch, in the middle of 0 to 2; the legend without a title is at 14.
  const texts = elementsOf(svg).filter((element) => element.startsWith("<text"));
  expect(texts).toContain(label("1", x, bottom + 14, "middle"));
  expect(texts[0]).toBe(label("a", left + 16, 14, "start"));
});

test.each<[number[], object, string[]]>([
  // Half as much above and below a value that is alone, at least a thousandth, or half and twice of it. d3 rounds the ends.
  [[4], {}, ["2.0", "2.5", "3.0", "3.5", "4.0", "4.5", "5.0", "5.5", "6.0"]],
  [[0, 0], {}, ["-0.0010", "-0.0005", "0.0000", "0.0005", "0.0010"]],
  [[-4], {}, ["-6.0", "-5.5", "-5.0", "-4.5", "-4.0", "-3.5", "-3.0", "-2.5", "-2.0"]],
  [[0.3, 9.8], {}, ["0", "2", "4", "6", "8", "10"]],
  [[0.1, 10], { yScale: "log" }, ["0.1", "0.2", "0.3", "1", "2", "3", "10"]],
  [[4], { yScale: "log" }, ["1", "2", "3", "4", "5", "6", "10"]],
])("the axis of %j with %j has these numbers", async (values, options, expected) => {
  const { svg } = await plotCurves({ a: values }, options);
  const found = Array.from(svg.matchAll(/text-anchor="end"[^>]*>([^<]*)</g), ([, text]) => text);
  expect(found).toEqual(expected);
});

test("bars in groups stand where they should", async () => {
  const { svg } = await plotBars(
    { p: [1, -1], q: [3, 4] },
    { groups: ["c", "d"], yRange: [-1, 4], width: 200, height: 150 },
  );
  const [left, right, top, bottom] = [14 + 14, 184, 34, 122];
  const y = (value: number): number => bottom - ((value + 1) / 5) * (bottom - top);
  // d3's bands: a fifth of a step between groups, and around them; a twentieth between bars.
  const step = (right - left) / 2.2;
  const band = 0.8 * step;
  const [inner, bar] = [band / 2.05, (0.95 * band) / 2.05];
  const x = (group: number, i: number): number => left + 0.2 * step + group * step + 0.05 * inner + i * inner;
  expect(elementsOf(svg).slice(-7)).toEqual([
    box(x(0, 0), y(1), bar, y(0) - y(1), blue),
    box(x(1, 0), y(0), bar, y(-1) - y(0), blue),
    box(x(0, 1), y(3), bar, y(0) - y(3), orange),
    box(x(1, 1), y(4), bar, y(0) - y(4), orange),
    line(grey, 1, `${left},${rounded(y(0) + 0.5)}`, `${right},${rounded(y(0) + 0.5)}`),
    ...["c", "d"].map((name, i) => label(name, left + 0.2 * step + i * step + band / 2, bottom + 14, "middle")),
  ]);
});

test("bars of one number each are named below, without a legend, and reach the bottom where the axis is logarithmic", async () => {
  const { svg } = await plotBars({ c: 1, d: 100 }, { yScale: "log", yRange: [0.1, 100], width: 200, height: 150 });
  const [left, right, top, bottom] = [14 + 21, 184, 14, 122];
  const step = (right - left) / 2.2;
  const x = (i: number): number => left + 0.2 * step + i * step;
  const third = (bottom - top) / 3;
  expect(elementsOf(svg).slice(-5)).toEqual([
    box(x(0), bottom - third, 0.8 * step, third, blue),
    box(x(1), top, 0.8 * step, bottom - top, blue),
    line(grey, 1, `${left},${bottom + 0.5}`, `${right},${bottom + 0.5}`),
    ...["c", "d"].map((name, i) => label(name, x(i) + 0.4 * step, bottom + 14, "middle")),
  ]);
  const { svg: unnamed } = await plotBars({ p: [1, 2] });
  expect(Array.from(unnamed.matchAll(/text-anchor="middle"[^>]*>([^<]*)</g), ([, text]) => text)).toEqual(["1", "2"]);
});
