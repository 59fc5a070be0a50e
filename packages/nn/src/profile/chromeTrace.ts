import type { KernelEvent, ModuleEvent } from "./recorder.js";

/** Rows of the trace. */
const tracks = { steps: 1, modules: 2, kernels: 3 } as const;

const named = Object.entries(tracks).map(([name, tid]) => ({
  ph: "M",
  name: "thread_name",
  pid: 1,
  tid,
  args: { name },
}));

/** A profile as the Trace Event Format has it, which chrome://tracing and Perfetto read. Times are microseconds there too. */
export function chromeTrace(
  kernels: readonly KernelEvent[],
  modules: readonly ModuleEvent[],
  steps: readonly { readonly start: number; readonly duration: number }[],
): string {
  const complete = (
    name: string,
    cat: string,
    tid: number,
    { start, duration }: { readonly start: number; readonly duration: number },
    args: object = {},
  ) => ({ ph: "X", name, cat, pid: 1, tid, ts: start, dur: duration, args });
  const traceEvents = [
    ...named,
    ...steps.map((step, i) => complete(`step ${i}`, "step", tracks.steps, step)),
    ...modules.map((event) =>
      complete(event.module === "" ? event.type : `${event.module} (${event.type})`, "module", tracks.modules, event),
    ),
    ...kernels.map((event) => {
      const { name, phase, module, source, shapes } = event;
      return complete(name, phase, tracks.kernels, event, { module, source, shapes });
    }),
  ];
  return JSON.stringify({ traceEvents, displayTimeUnit: "ms" });
}
