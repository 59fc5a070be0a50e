import { writeFileSync } from "node:fs";
import { cat, vision } from "lumbre";
import type { EpochResult } from "./report.js";

/** Draws loss and accuracy over the epochs, one below the other, into a file named .svg or .png. */
export async function plotHistory(history: readonly EpochResult[], file: string): Promise<void> {
  const loss = await vision.plotCurves(
    { training: history.map(({ loss }) => loss), test: history.map(({ valLoss }) => valLoss) },
    { title: "Loss", xLabel: "epoch" },
  );
  const accuracy = await vision.plotCurves(
    {
      training: history.map(({ accuracy }) => 100 * accuracy),
      test: history.map(({ valAccuracy }) => 100 * valAccuracy),
    },
    { title: "Accuracy, %", xLabel: "epoch" },
  );
  if (file.toLowerCase().endsWith(".svg")) {
    const [height, width] = loss.image.shape;
    const below = `<g transform="translate(0 ${height})">${accuracy.svg}</g>`;
    const size = `width="${width}" height="${2 * height}"`;
    writeFileSync(file, `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${loss.svg}${below}</svg>\n`);
    return;
  }
  writeFileSync(file, vision.encodePng(cat([loss.image, accuracy.image]).permute(2, 0, 1)));
}
