import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vision } from "lumbre";
import { afterAll, expect, test } from "vitest";
import { plotHistory } from "./plot.js";

const folder = mkdtempSync(join(tmpdir(), "lumbre-plot-"));
afterAll(() => rmSync(folder, { recursive: true }));

const history = [1, 2, 3].map((epoch) => ({
  epoch,
  loss: 1 / epoch,
  accuracy: 1 - 0.5 / epoch,
  valLoss: 1.2 / epoch,
  valAccuracy: 1 - 0.6 / epoch,
  seconds: 1,
}));

test("loss and accuracy are drawn one below the other", async () => {
  await plotHistory(history, join(folder, "curves.svg"));
  const svg = readFileSync(join(folder, "curves.svg"), "utf8");
  expect(svg).toMatch(/^<svg [^>]*width="640" height="800">.*Loss.*translate\(0 400\).*Accuracy, %.*<\/svg>\n$/s);
  await plotHistory(history.slice(0, 1), join(folder, "curves.png"));
  const image = vision.decodePng(readFileSync(join(folder, "curves.png")));
  expect(image.shape).toEqual([3, 800, 640]);
});
