import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";
import * as nn from "../index.js";

const classes = Object.entries(nn).filter(
  ([, value]) => typeof value === "function" && value.prototype instanceof nn.Module,
);

test.each(classes)("%s states its name", (name, Layer) => {
  expect(Object.getOwnPropertyDescriptor(Layer, "name")).toMatchObject({ value: name, writable: true });
});

test("a subclass has a name of its own", () => {
  class Block extends nn.Sequential {}
  expect(String(new Block(new nn.ReLU()))).toBe("Block(\n  (0): ReLU()\n)");
  expect(new Block().constructor.name).toBe("Block");
});

const program = `
import * as nn from "INDEX";
const model = new nn.Sequential(new nn.Conv2d(1, 2, 3), new nn.BatchNorm2d(2), new nn.ReLU());
let error;
try {
  new nn.Dropout(2);
} catch (thrown) {
  error = thrown.message;
}
export const report = { text: String(model), summary: String(nn.summary(model, [1, 1, 4, 4])), error };
`;

test("names outlive a minifier", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lumbre-"));
  const input = join(folder, "program.js");
  const file = join(folder, "out.mjs");
  writeFileSync(input, program.replace("INDEX", fileURLToPath(new URL("../index.ts", import.meta.url))));
  try {
    const bundle = await rolldown({
      input,
      platform: "node",
      resolve: { conditionNames: ["@lumbre/source", "import"] },
    });
    await bundle.write({ file, minify: true, codeSplitting: false });
    await bundle.close();
    const { report } = await import(/* @vite-ignore */ pathToFileURL(file).href);
    expect(report.text).toBe(`Sequential(
  (0): Conv2d(1, 2, kernel_size=(3, 3), stride=(1, 1))
  (1): BatchNorm2d(2, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
  (2): ReLU()
)`);
    expect(report.summary).toContain("1 (BatchNorm2d)");
    expect(report.error).toBe("Dropout: dropout probability has to be between 0 and 1, but got 2");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
