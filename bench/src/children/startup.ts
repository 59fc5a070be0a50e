// When the first result and the first training step are there. The argument is the time when the parent started this
// process, in ms since the epoch. Nothing is imported before the clock is read.

const started = Number(process.argv[2]);
const before = Date.now();
const importedAt = performance.now();
const { ones } = await import("lumbre");
ones(2, 3).matmul(ones(3, 2)).sum().item();
const first = performance.now();
const { classifierStep, ReferenceCNN } = await import("../workloads/networks.js");
const step = classifierStep(new ReferenceCNN(), [64, 1, 28, 28]);
const built = performance.now();
step();
const stepped = performance.now();
const times = { process: before - started + (first - importedAt), import: first - importedAt, step: stepped - built };
console.log(JSON.stringify(times));
