// TensorFlow.js: node tfjs.mjs cpu|wasm
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { normal } from "./data.mjs";
import { serve } from "./serve.mjs";
import { cnn, lenet, mlp, trainingStep } from "./tfjsModels.mjs";

await tf.setBackend(process.argv[2]);
await tf.ready();

/** A step whose loss is read. */
function readStep(model, shape) {
  const step = trainingStep(model, shape);
  return () => {
    const cost = step();
    cost.dataSync();
    cost.dispose();
  };
}

function matmul(n) {
  const a = tf.tensor(normal(n * n), [n, n]);
  const b = tf.tensor(normal(n * n), [n, n]);
  return () => tf.tidy(() => void tf.matMul(a, b));
}

await serve({
  cnnStep: () => readStep(cnn(), [64, 28, 28, 1]),
  cnnForward: () => {
    const model = cnn();
    const x = tf.tensor(normal(64 * 784), [64, 28, 28, 1]);
    return () => tf.tidy(() => void model.forward(x).sum().dataSync());
  },
  lenetStep: () => readStep(lenet(), [64, 28, 28, 1]),
  mlpStep: () => readStep(mlp(), [64, 784]),
  matmul512: () => matmul(512),
  matmul1024: () => matmul(1024),
});
