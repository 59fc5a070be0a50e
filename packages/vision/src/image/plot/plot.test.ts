import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { arange, tensor } from "@lumbre/tensor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodePng, plotBars, plotCurves } from "../../index.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "plots-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The attributes of each element of a kind. */
function elements(svg: string, kind: string): Record<string, string>[] {
  return Array.from(svg.matchAll(new RegExp(`<${kind} ([^>]*)>`, "g")), ([, attributes]) =>
    Object.fromEntries(Array.from(attributes.matchAll(/([\w-]+)="([^"]*)"/g), ([, name, value]) => [name, value])),
  );
}
const texts = (svg: string): string[] => Array.from(svg.matchAll(/<text [^>]*>([^<]*)</g), ([, text]) => text);
const curvesOf = (svg: string): number[][][] =>
  elements(svg, "polyline")
    .filter((line) => line["stroke-width"] === "2")
    .map(({ points }) => points.split(" ").map((point) => point.split(",").map(Number)));

describe("plotCurves", () => {
  test("draws values at their heights, epochs from 1 on", async () => {
    const { svg } = await plotCurves(
      { training: [0, 5, 10], validation: tensor([10, 0]) },
      { title: "Loss", yLabel: "y" },
    );
    const [training, validation] = curvesOf(svg);
    const [[x1, low], [x2, middle], [x3, high]] = training;
    expect(middle).toBeCloseTo((low + high) / 2, 1);
    expect(x2 - x1).toBeCloseTo(x3 - x2, 1);
    expect(low).toBeGreaterThan(high);
    expect(validation).toEqual([
      [x1, high],
      [x2, low],
    ]);
    expect(texts(svg)).toEqual(
      expect.arrayContaining(["Loss", "training", "validation", "y", "0", "10", "1", "2", "3"]),
    );
    expect(texts(svg)).not.toContain("1.5");
  });

  test("leaves gaps, and puts a logarithmic axis at powers", async () => {
    const { svg } = await plotCurves({ a: [1, Number.NaN, 0.1, 0.01] }, { yScale: "log", x: [0, 1, 2, 3] });
    const [point, line] = curvesOf(svg);
    expect([point.length, line.length]).toEqual([2, 2]);
    expect(line[0][1] - point[0][1]).toBeCloseTo(line[1][1] - line[0][1], 1);
  });

  test("a long name, markup in it and one value are no trouble", async () => {
    const { svg } = await plotCurves({ '<b> & "c"\u0000': [3] }, { title: "a < b" });
    expect(svg).toContain("&lt;b&gt; &amp; &quot;c&quot; </text>");
    expect(svg).toContain("<title>a &lt; b</title>");
    expect(svg).not.toContain("NaN");
  });

  test("as pixels has its curve where the SVG has it", async () => {
    const plot = await plotCurves({ a: [0, 10, 0] }, { width: 300, height: 200 });
    const image = decodePng(plot.png);
    expect(image.shape).toEqual([3, 200, 300]);
    expect(plot.image.permute(2, 0, 1).toArray()).toEqual(image.toArray());
    const [[[x, y]]] = curvesOf(plot.svg);
    const pixel = (dx: number, dy: number) =>
      image
        .narrow(1, Math.floor(y + dy), 1)
        .narrow(2, Math.floor(x + dx), 1)
        .flatten()
        .toArray();
    const [blue] = [pixel(2, -3)];
    expect(blue).not.toEqual([255, 255, 255]);
    expect(pixel(4, -40)).toEqual([255, 255, 255]);
  });

  test("is written to a file by its name", async () => {
    const [svg, png] = [join(folder, "a.svg"), join(folder, "a.png")];
    const plot = await plotCurves({ a: arange(5) }, { file: svg });
    expect(readFileSync(svg, "utf8")).toBe(plot.svg);
    await plotCurves({ a: arange(5) }, { file: png });
    expect(new Uint8Array(readFileSync(png))).toEqual(plot.png);
  });

  test("refuses what cannot be drawn", async () => {
    await expect(plotCurves({ a: [1, 2] }, { file: "a.jpg" })).rejects.toThrow("expected a file named .svg or .png");
    await expect(plotCurves({ a: [Number.NaN] })).rejects.toThrow(
      "plotCurves: expected a finite number among the values",
    );
    await expect(plotCurves({ a: [1, -1] }, { yScale: "log" })).rejects.toThrow(
      "values above 0 for a logarithmic axis",
    );
    await expect(plotCurves({ a: [1, 2] }, { x: [1] })).rejects.toThrow("expected 2 numbers as x, got 1");
    await expect(plotCurves({})).rejects.toThrow("plotCurves: expected a series");
    await expect(plotCurves({ a: arange(4).view(2, 2) })).rejects.toThrow('expected "a" as [N], got [2, 2]');
    await expect(plotCurves([1, 2] as never)).rejects.toThrow("must be an object of lists of numbers by name");
    await expect(plotCurves({ a: [1] }, { widht: 5 } as never)).rejects.toThrow("unknown option widht; it takes");
    await expect(plotCurves({ a: [1] }, { width: 5000 })).rejects.toThrow("expected up to 4000 pixels");
  });
});

describe("plotBars", () => {
  const barsOf = (svg: string): Record<string, string>[] => elements(svg, "rect").slice(1);

  test("has bars as high as the values, from 0 on", async () => {
    const { svg } = await plotBars({ cat: 1, dog: 4, ship: -2 });
    const [cat, dog, ship] = barsOf(svg).map(({ height }) => Number(height));
    expect(dog).toBeCloseTo(4 * cat, 0);
    expect(ship).toBeCloseTo(2 * cat, 0);
    expect(texts(svg)).toEqual(expect.arrayContaining(["cat", "dog", "ship", "-2", "0", "4"]));
  });

  test("puts series side by side in groups, with a legend", async () => {
    const { svg } = await plotBars({ PyTorch: [1, 2], Lumbre: tensor([3, 4]) }, { groups: ["conv", "pool"] });
    // Two of the legend, four bars.
    expect(barsOf(svg).length).toBe(6);
    const x = barsOf(svg)
      .slice(2)
      .map((bar) => Number(bar.x));
    expect([x[0] < x[2], x[2] < x[1], x[1] < x[3]]).toEqual([true, true, true]);
    expect(texts(svg)).toEqual(expect.arrayContaining(["PyTorch", "Lumbre", "conv", "pool"]));
  });

  test("refuses what cannot be drawn", async () => {
    await expect(plotBars({ a: [1, 2], b: [1] })).rejects.toThrow("lists of one length, got 2 of a and 1 of b");
    await expect(plotBars({ a: [1, 2] }, { groups: ["x"] })).rejects.toThrow("expected names of 2 groups, got 1");
    await expect(plotBars({ a: 1 }, { groups: ["x"] })).rejects.toThrow("are groups of their own");
    await expect(plotBars({ a: Number.POSITIVE_INFINITY })).rejects.toThrow("plotBars: expected");
  });
});
