import { createInterface } from "node:readline";

/**
 * Times workloads on demand, as src/timedProcess.ts asks for them: for each line `{"workload", "repeats"}` a line with a
 * list of seconds, or `{"cannot": reason}`. A workload is a function that makes the data and returns what is timed.
 */
export async function serve(workloads) {
  let current;
  let run;
  for await (const line of createInterface({ input: process.stdin })) {
    const { workload, repeats } = JSON.parse(line);
    let answer;
    try {
      if (workload !== current) run = await prepare(workloads, workload);
      current = workload;
      answer = [];
      for (let i = 0; i < repeats; i++) {
        const start = performance.now();
        await run();
        answer.push((performance.now() - start) / 1000);
      }
    } catch (error) {
      current = undefined;
      answer = { cannot: firstLine(error) };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

async function prepare(workloads, name) {
  const make = workloads[name];
  if (make === undefined) throw new Error("it has no means for it");
  return typeof make === "string" ? cannot(make) : await make();
}

function cannot(reason) {
  throw new Error(reason);
}

function firstLine(error) {
  return String(error?.message ?? error)
    .split("\n")[0]
    .slice(0, 160);
}
