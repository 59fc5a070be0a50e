// TensorFlow.js on WebGL, in a page: what bench/gpu/lumbrePage.ts does, under the same names.
import * as tf from "@tensorflow/tfjs";
import { normal } from "./data.mjs";
import { lenet, trainingStep } from "./tfjsModels.mjs";

const random = (...shape) => tf.tensor(normal(tf.util.sizeFromShape(shape)), shape);

function matmul(n) {
  const [a, b] = [random(n, n), random(n, n)];
  return () => [tf.matMul(a, b)];
}

/** Images are NHWC: of the two layouts the one that TensorFlow.js is at home in. */
function convolution() {
  return { x: random(16, 14, 14, 64), w: random(3, 3, 64, 128), conv: (x, w) => tf.conv2d(x, w, 1, "same") };
}

const workloads = {
  matmul256: () => matmul(256),
  matmul512: () => matmul(512),
  conv: () => {
    const { x, w, conv } = convolution();
    return () => [conv(x, w)];
  },
  convPasses: () => {
    const { x, w, conv } = convolution();
    const gradients = tf.grads(conv);
    const dy = random(16, 14, 14, 128);
    return () => gradients([x, w], dy);
  },
  lenetStep: () => {
    const step = trainingStep(lenet(), [64, 28, 28, 1]);
    return () => [step()];
  },
};

/** Waits until a tensor is there, by reading an element of it. */
function settle(tensor) {
  tf.tidy(() => tf.slice(tf.reshape(tensor, [-1]), [0], [1]).dataSync());
}

const running = {};

/** The seconds that one of `repeats` runs took; nothing is read before the last one's end. */
window.time = async (name, repeats) => {
  await tf.setBackend("webgl");
  running[name] ??= workloads[name]();
  let results = [];
  const start = performance.now();
  for (let i = 0; i < repeats; i++) {
    tf.dispose(results);
    results = running[name]();
  }
  results.forEach(settle);
  tf.dispose(results);
  return (performance.now() - start) / 1000 / repeats;
};

window.describe = async () => {
  await tf.setBackend("webgl");
  return `TensorFlow.js ${tf.version_core}`;
};
