import type { Tensor } from "@lumbre/tensor";
import { type AutogradEngine, getEngine, installEngine } from "@lumbre/tensor/engine";
import type { Recorder } from "./recorder.js";

/**
 * Notes for every node of the graph that ops record which module it was made in, so that the kernels of its gradient count
 * with that module in the backward pass, until what this returns is called.
 */
export function watchGraph(recorder: Recorder): () => void {
  const engine = getEngine() as AutogradEngine;
  const mark = (output: Tensor): void => {
    if (recorder.phase === "backward" || output.gradFn === null) return;
    const { path } = recorder;
    // Runs before the gradient's rules.
    engine.registerHook(output, () => recorder.resume(path));
  };
  installEngine({
    ...engine,
    record: (op, inputs, attributes, output, outputs) => {
      engine.record(op, inputs, attributes, output, outputs);
      mark(output);
    },
    recordView: (op, x, attributes, view) => {
      engine.recordView(op, x, attributes, view);
      mark(view);
    },
    recordInPlace: (op, inputs, attributes, target) => {
      engine.recordInPlace(op, inputs, attributes, target);
      mark(target);
    },
    backward: (...args) => recorder.inBackward(() => engine.backward(...args)),
  });
  return () => installEngine(engine);
}
