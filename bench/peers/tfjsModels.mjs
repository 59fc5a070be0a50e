// The networks of the bench, in TensorFlow.js.
import * as tf from "@tensorflow/tfjs";
import { labels, normal, weights } from "./data.mjs";

const variable = (shape, inputs) => tf.variable(tf.tensor(weights(tf.util.sizeFromShape(shape), inputs), shape));

/** A layer: its parameters and its forward. Images are NHWC, which is all that TensorFlow.js has on these backends. */
function conv(cIn, cOut, size, pad) {
  const w = variable([size, size, cIn, cOut], cIn * size * size);
  const b = variable([cOut], cIn);
  return {
    parameters: [w, b],
    forward: (x) => tf.maxPool(tf.relu(tf.add(tf.conv2d(x, w, 1, pad), b)), 2, 2, "valid"),
  };
}

function linear(inputs, outputs, activation = (x) => x) {
  const w = variable([inputs, outputs], inputs);
  const b = variable([outputs], inputs);
  return { parameters: [w, b], forward: (x) => activation(tf.add(tf.matMul(x, w), b)) };
}

const flatten = { parameters: [], forward: (x) => tf.reshape(x, [x.shape[0], -1]) };

function sequential(...layers) {
  return {
    parameters: layers.flatMap(({ parameters }) => parameters),
    forward: (x) => layers.reduce((value, layer) => layer.forward(value), x),
  };
}

export const cnn = () => sequential(conv(1, 64, 3, "same"), conv(64, 128, 3, "same"), flatten, linear(128 * 49, 10));

export const lenet = () =>
  sequential(
    conv(1, 6, 5, "same"),
    conv(6, 16, 5, "valid"),
    flatten,
    linear(400, 120, tf.relu),
    linear(120, 84, tf.relu),
    linear(84, 10),
  );

export const mlp = () => sequential(linear(784, 128, tf.relu), linear(128, 10));

/** A step on random images; gives the loss, which nobody has read. */
export function trainingStep(model, shape) {
  const optimizer = tf.train.adam(1e-3);
  const x = tf.tensor(normal(tf.util.sizeFromShape(shape)), shape);
  const y = tf.oneHot(tf.tensor1d(labels(shape[0]), "int32"), 10);
  const loss = () => tf.losses.softmaxCrossEntropy(y, model.forward(x));
  return () => tf.tidy(() => optimizer.minimize(loss, true, model.parameters));
}
