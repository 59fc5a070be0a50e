import { readFileSync } from "node:fs";
import { setImmediate as macrotask } from "node:timers/promises";
import { manualSeed, scope, setDefaultDevice } from "lumbre";
import { createSimd } from "../devices.js";
import { classifierStep, ReferenceCNN } from "../workloads/networks.js";

// The memory of 100 training steps of the reference network, in kB: {"built", "peak"}. With the argument `scope` each
// step is in one; without, the loop yields after each step, as one over a DataLoader does.

function kilobytes(field: string): number {
  return Number(new RegExp(`^${field}:\\s*(\\d+)`, "m").exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
}

setDefaultDevice(createSimd(1)!);
manualSeed(0);
const step = classifierStep(new ReferenceCNN(), [64, 1, 28, 28]);
const built = kilobytes("VmRSS");
for (let i = 0; i < 100; i++) {
  if (process.argv[2] === "scope") scope(step);
  else step();
  await macrotask();
}
console.log(JSON.stringify({ built, peak: kilobytes("VmHWM") }));
