// The bundlers that users have: each bundles a program, and the bundle does in Node what the program does.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { expect, run } from "./project.mjs";

/** What a first program does: gradients, a layer, an optimizer, on the default device. */
export const program = `import { manualSeed, nn, ones, optim, tensor } from "lumbre";
const x = tensor([1, 2], { requiresGrad: true });
x.mul(x).sum().backward();
manualSeed(0);
const model = new nn.Linear(2, 1);
const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });
model.forward(ones(1, 2)).sum().backward();
optimizer.step();
const found = [String(x.grad), x.device.name, model.weight.shape.join(), model.constructor.name].join(" ");
`;
export const wanted = "tensor([2., 4.]) wasm 1,2 Linear";

/** A minifier may rename classes. */
const wantedMinified = /^tensor\(\[2., 4.\]\) wasm 1,2 \w+$/;

function check(name, project, file) {
  const found = run(process.execPath, [file], project).trim();
  expect(`${name}'s bundle works`, wantedMinified.test(found) ? wanted : found, wanted);
}

export async function checkBundlers(project) {
  writeFileSync(join(project, "entry.js"), `${program}console.log(found);\n`);
  const entry = join(project, "entry.js");
  await build({
    root: project,
    configFile: false,
    logLevel: "error",
    build: { outDir: "vite", lib: { entry, formats: ["es"], fileName: () => "bundle.mjs" }, minify: true },
  });
  check("Vite", project, "vite/bundle.mjs");
  const esbuild = ["entry.js", "--bundle", "--minify", "--format=esm", "--platform=node", "--outfile=esbuild.mjs"];
  run(join(project, "node_modules/.bin/esbuild"), esbuild, project);
  check("esbuild", project, "esbuild.mjs");
  // For the worker of a page.
  writeFileSync(join(project, "worker.entry.js"), `${program}postMessage(found);\n`);
  run(
    join(project, "node_modules/.bin/esbuild"),
    ["worker.entry.js", "--bundle", "--format=esm", "--outfile=worker.js"],
    project,
  );
  const config = {
    mode: "production",
    target: "node",
    entry: "./entry.js",
    output: { path: project, filename: "webpack.cjs" },
  };
  writeFileSync(join(project, "webpack.config.cjs"), `module.exports = ${JSON.stringify(config)};\n`);
  const code = `const webpack = require("webpack");
    webpack(require("./webpack.config.cjs"), (error, stats) => {
      if (error || stats.hasErrors() || stats.hasWarnings()) throw error ?? new Error(stats.toString());
    });`;
  writeFileSync(join(project, "build.cjs"), code);
  run(process.execPath, ["build.cjs"], project);
  check("webpack", project, "webpack.cjs");
}
