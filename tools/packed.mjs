// Packs every package, checks the tarballs with publint and attw, and uses them from an empty folder as a user would.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { binaries, conclude, evaluate, expect, folder, install, publishable, root, run } from "./users/project.mjs";

/** A package's entries, as its manifest exports them: `index`, and the names of subpaths. */
function entriesOf(name) {
  const { exports } = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));
  return Object.keys(exports).map((path) => (path === "." ? "index" : path.slice(2)));
}

/** Scripts made of other people's packages, each of which has their licences beside it. */
const bundledIn = { "backend-gpu": ["dist/gpuJs.js"] };

/** What users need to read and run the package is in the tarball; what only the repo needs is not. */
function checkContents(name, files) {
  const entries = entriesOf(name);
  const wanted = entries.flatMap((entry) => [`dist/${entry}.js`, `dist/${entry}.d.ts`, `src/${entry}.ts`]);
  for (const script of bundledIn[name] ?? []) wanted.push(script, script.replace(/js$/, "LICENSES.txt"));
  const missing = ["LICENSE", "README.md", ...wanted].filter((path) => !files.includes(path));
  // An entry may be nothing but a list of what is in other files, and then it has no map of its own.
  if (!files.some((path) => /^dist\/[\w-]+\.js\.map$/.test(path))) missing.push("maps of its scripts");
  if (missing.length > 0) throw new Error(`packages/${name}: the tarball lacks ${missing.join(", ")}`);
  const others = bundledIn[name] ?? [];
  // Files for entries, for what they share, and for what is kept apart.
  const isScript = (path) => others.includes(path) || /^dist\/[\w-]+\.js$/.test(path);
  // A template has a test that is the user's.
  const isOurs = (path) => !path.startsWith("template/");
  const isExtra = (path) =>
    (isOurs(path) && /\.test\.|tsbuildinfo|fixtures/.test(path)) || (path.endsWith(".js") && !isScript(path));
  const extra = files.filter(isExtra);
  if (extra.length > 0) throw new Error(`packages/${name}: the tarball holds ${extra.join(", ")}`);
}

/** Packs a package and checks the tarball. */
function pack(name, target) {
  const source = join(root, "packages", name);
  const [{ filename, size, files }] = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", target], source));
  const tarball = join(target, filename);
  checkContents(
    name,
    files.map(({ path }) => path),
  );
  run(join(binaries, "publint"), ["run", "--strict", tarball], source);
  run(join(binaries, "attw"), [tarball, "--profile", "esm-only"], source);
  console.log(`  ${filename}: ${(size / 1024).toFixed(1)} kB, publint and attw are content`);
  return tarball;
}

/** `@lumbre/tensor` by itself computes, and says what is missing for gradients. */
function checkTensorAlone(tarball) {
  const project = install("tensor", [tarball]);
  expect("@lumbre/tensor installs nothing else", readdirSync(join(project, "node_modules/@lumbre")).join(), "tensor");
  const code = `import { tensor } from "@lumbre/tensor";
    console.log(String(tensor([1, 2]).add(1)));
    try { tensor([1]).backward(); } catch (error) { console.log(error.name + ": " + error.message); }`;
  expect(
    "@lumbre/tensor computes without autograd",
    evaluate(project, code),
    'tensor([2., 3.])\nGradError: backward: no autograd engine is installed; run `npm install @lumbre/autograd` and import "@lumbre/autograd"',
  );
}

/** As strict as users get, with our declarations checked too, and without the types of Node. */
const compilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  module: "nodenext",
  target: "es2022",
  lib: ["es2023", "dom", "dom.iterable", "esnext.disposable"],
  types: [],
};

const program = `import { DataLoader, nn, optim, randn, tensor, TensorDataset, type Tensor } from "lumbre";
import { grad } from "@lumbre/autograd";
import { Linear } from "@lumbre/nn";
import { SGD } from "@lumbre/optim";

class Net extends nn.Module {
  fc = new Linear(3, 2);
  forward(x: Tensor): Tensor {
    return this.fc.forward(x).relu();
  }
}

const net = new Net();
const optimizer: optim.Optimizer = new SGD(net.parameters(), { lr: 0.1 });
const loss: Tensor = net.forward(randn(4, 3)).sum();
loss.backward();
optimizer.step();
const x = tensor(3, { requiresGrad: true });
const [dx] = grad(x.mul(x), x);
const loader = new DataLoader(new TensorDataset(randn(5, 3)), { batchSize: 2 });
const { values, indices } = randn(2, 3).max(1, { keepDim: true });
console.log(dx?.item(), loader.length, values.shape.join(), indices.dtype);
`;

/** All packages together: imported from plain ESM, and compiled from a strict TypeScript file. */
function checkTogether(tarballs, names) {
  const project = install("all", tarballs);
  // What the kit has for vitest needs vitest, which only users of it install.
  const entries = { lumbre: "lumbre", "backend-testkit": "@lumbre/backend-testkit/conformance" };
  const imports = names.map((name) => entries[name] ?? `@lumbre/${name}`);
  const code = `${imports.map((name, i) => `import * as m${i} from "${name}";`).join("\n")}
    console.log([${imports.map((_, i) => `Object.keys(m${i}).length > 0`).join(", ")}].every(Boolean));`;
  expect("every package is imported from plain ESM", evaluate(project, code), "true");
  writeFileSync(join(project, "program.ts"), program);
  for (const lib of [compilerOptions.lib, ["es2022", "dom"]]) {
    const options = { ...compilerOptions, lib };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["program.ts"] }));
    run(join(binaries, "tsc"), ["-p", "."], project);
  }
  expect(
    "a strict TypeScript program compiles and runs",
    run(process.execPath, ["program.js"], project).trim(),
    "6 3 2,1 int32",
  );
  return project;
}

const gpuProgram = `import { createGpu, isAvailable } from "@lumbre/backend-gpu";
  import { ones } from "@lumbre/tensor";
  const device = await createGpu({ mode: "cpu" });
  console.log(isAvailable(), ones(2, 2).to(device).add(1).sum().item());`;

/** `@lumbre/backend-gpu` installs nothing of gpu.js's, and computes, bundled too, what it can where there is no WebGL. */
async function checkGpu(tarballs) {
  const project = install("gpu", tarballs);
  const installed = readdirSync(join(project, "node_modules")).filter((name) => !name.startsWith("."));
  expect("@lumbre/backend-gpu installs nothing native", installed.join(), "@lumbre");
  expect("the GPU's kernels compute in gpu.js's CPU mode", evaluate(project, gpuProgram), "false 8");
  const bundle = await rolldown({ input: join(project, "program.mjs") });
  const { output } = await bundle.write({ dir: join(project, "bundled") });
  await bundle.close();
  const [entry, ...chunks] = output;
  expect(
    "  and in a user's bundle",
    run(process.execPath, [join("bundled", entry.fileName)], project).trim(),
    "false 8",
  );
  const scripts = chunks.filter(({ code }) => code?.includes("Copyright (c) 2019 gpu.js Team"));
  expect("  which loads gpu.js, with its licence, when a device is made", scripts.length, 1);
  expect("  and not before", entry.code.includes("ecmaVersion"), false);
}

/** The test-kit's command checks a backend that is installed beside it. */
function checkCommand(project) {
  writeFileSync(join(project, "backend.mjs"), 'export { createWasm as create } from "@lumbre/backend-wasm";');
  const command = join(project, "node_modules/.bin/lumbre-conformance");
  const matrix = run(command, ["./backend.mjs", "--filter", "ops/add/same-shape"], project);
  expect("the command lumbre-conformance prints a matrix", matrix.includes("| `add` | native; exact |"), true);
}

/** A package of a new backend builds, and its tests pass and list the kernels that are left to write. */
function checkTemplate(project, tarballs) {
  run(join(project, "node_modules/.bin/create-backend"), ["backend-mine"], project);
  const created = join(project, "backend-mine");
  run("npm", ["install", "--no-audit", "--no-fund", ...tarballs], created);
  run("npm", ["run", "build"], created);
  const results = join(created, "results.json");
  const told = run(
    "npm",
    ["test", "--", "--reporter=default", "--reporter=json", `--outputFile.json=${results}`],
    created,
  );
  const { success, numPassedTests } = JSON.parse(readFileSync(results, "utf8"));
  expect("a new backend passes its tests", success && numPassedTests > 2000, true);
  const [, listed = ""] = /reference: [^\n]*\n((?: {4,}\S[^\n]*\n)+)/.exec(told) ?? [];
  const names = new Set(listed.trim().split(/,\s+/));
  const required = [
    "fill",
    "cast",
    "unary",
    "binary",
    "where",
    "reduce",
    "argReduce",
    "matmul",
    "gather",
    "scatterAdd",
  ];
  expect("  and they list what the CPU computes in its place", required.filter((name) => !names.has(name)).join(), "");
}

/** A user's bundler keeps what an import installs, and drops the packages that are not used. */
async function checkBundled(project) {
  const input = join(project, "user.mjs");
  writeFileSync(
    input,
    `import { tensor } from "lumbre";
    const x = tensor([1, 2], { requiresGrad: true });
    x.mul(x).sum().backward();
    console.log(String(x.grad), x.device.name);`,
  );
  const bundle = await rolldown({ input });
  const { output } = await bundle.generate({ codeSplitting: false });
  await bundle.close();
  const { code } = output[0];
  expect("a user's bundle installs methods, gradients and SIMD", evaluate(project, code), "tensor([2., 4.]) wasm");
  const classes = ["Tensor", "BatchNorm2d", "Adam", "DataLoader"].filter((name) => code.includes(`${name} = class`));
  expect("a user's bundle drops layers, optimizers and datasets", classes.join(), "Tensor");
}

await conclude(async () => {
  const target = folder("tarballs");
  console.log("packing");
  const tarballs = publishable.map((name) => pack(name, target));
  console.log("installing");
  checkTensorAlone(tarballs[publishable.indexOf("tensor")]);
  await checkGpu(["tensor", "backend-gpu"].map((name) => tarballs[publishable.indexOf(name)]));
  const project = checkTogether(tarballs, publishable);
  checkCommand(project);
  checkTemplate(project, tarballs);
  await checkBundled(project);
});
