// ONNX Runtime on WebAssembly, one thread. It infers and does not train.
import * as ort from "onnxruntime-web";
import { normal, weights } from "./data.mjs";
import { constant, model, node, value } from "./onnxModel.mjs";
import { serve } from "./serve.mjs";

ort.env.wasm.numThreads = 1;
const noTraining = "it does not train";

/** Runs a model whose inputs are random; the output is read. */
async function prepare(bytes, inputShapes) {
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ["wasm"] });
  const feeds = Object.fromEntries(
    Object.entries(inputShapes).map(([name, shape]) => {
      const length = shape.reduce((product, n) => product * n, 1);
      return [name, new ort.Tensor("float32", normal(length), shape)];
    }),
  );
  return async () => {
    const outputs = await session.run(feeds);
    await outputs.y.getData();
  };
}

function matmul(n) {
  const shape = [n, n];
  const bytes = model({
    nodes: [node("MatMul", ["a", "b"], "y")],
    inputs: [value("a", shape), value("b", shape)],
    outputs: [value("y", shape)],
  });
  return prepare(bytes, { a: shape, b: shape });
}

/** Convolution, ReLU and max-pooling, from the tensor `x` to `y`. */
function block(x, y, cIn, cOut) {
  const name = (suffix) => `${y}.${suffix}`;
  return {
    constants: [
      constant(name("w"), [cOut, cIn, 3, 3], weights(cOut * cIn * 9, cIn * 9)),
      constant(name("b"), [cOut], weights(cOut, cIn * 9)),
    ],
    nodes: [
      node("Conv", [x, name("w"), name("b")], name("conv"), { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }),
      node("Relu", [name("conv")], name("relu")),
      node("MaxPool", [name("relu")], y, { kernel_shape: [2, 2], strides: [2, 2] }),
    ],
  };
}

function cnnForward() {
  const first = block("x", "h1", 1, 64);
  const second = block("h1", "h2", 64, 128);
  const features = 128 * 49;
  const bytes = model({
    nodes: [
      ...first.nodes,
      ...second.nodes,
      node("Flatten", ["h2"], "flat", { axis: 1 }),
      node("Gemm", ["flat", "w", "b"], "y", { transB: 1 }),
    ],
    constants: [
      ...first.constants,
      ...second.constants,
      constant("w", [10, features], weights(10 * features, features)),
      constant("b", [10], weights(10, features)),
    ],
    inputs: [value("x", [64, 1, 28, 28])],
    outputs: [value("y", [64, 10])],
  });
  return prepare(bytes, { x: [64, 1, 28, 28] });
}

await serve({
  cnnStep: noTraining,
  cnnForward,
  lenetStep: noTraining,
  mlpStep: noTraining,
  matmul512: () => matmul(512),
  matmul1024: () => matmul(1024),
});
