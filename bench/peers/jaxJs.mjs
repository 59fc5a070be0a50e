// jax-js on WebAssembly, jitted. A function owns its arguments there: `.ref` keeps what is used again.
import { blockUntilReady, defaultDevice, init, jit, lax, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { labels, normal, weights } from "./data.mjs";
import { serve } from "./serve.mjs";

await init("wasm");
defaultDevice("wasm");

const sizeOf = (shape) => shape.reduce((product, n) => product * n, 1);
const weight = (shape, inputs) => np.array(weights(sizeOf(shape), inputs)).reshape(shape);
const images = (shape) => np.array(normal(sizeOf(shape))).reshape(shape);

function conv({ w, b }, x, pad) {
  const y = lax.conv(x, w, [1, 1], pad).add(b.reshape([1, -1, 1, 1]));
  // Half as fast with a maximum over a reshaped tensor.
  return lax.reduceWindow(nn.relu(y), (window) => np.max(window), [2, 2], [2, 2]);
}

const linear = ({ w, b }, x) => np.matmul(x, w).add(b);
const flatten = (x) => x.reshape([x.shape[0], -1]);

const convParameters = (cIn, cOut, size) => ({
  w: weight([cOut, cIn, size, size], cIn * size * size),
  b: weight([cOut], cIn),
});
const linearParameters = (inputs, outputs) => ({ w: weight([inputs, outputs], inputs), b: weight([outputs], inputs) });

const cnn = {
  parameters: () => ({
    conv1: convParameters(1, 64, 3),
    conv2: convParameters(64, 128, 3),
    fc: linearParameters(128 * 49, 10),
  }),
  forward: ({ conv1, conv2, fc }, x) => linear(fc, flatten(conv(conv2, conv(conv1, x, "SAME"), "SAME"))),
};

const lenet = {
  parameters: () => ({
    conv1: convParameters(1, 6, 5),
    conv2: convParameters(6, 16, 5),
    fc1: linearParameters(400, 120),
    fc2: linearParameters(120, 84),
    fc3: linearParameters(84, 10),
  }),
  forward: ({ conv1, conv2, fc1, fc2, fc3 }, x) => {
    const features = flatten(conv(conv2, conv(conv1, x, "SAME"), "VALID"));
    return linear(fc3, nn.relu(linear(fc2, nn.relu(linear(fc1, features)))));
  },
};

const mlp = {
  parameters: () => ({ fc1: linearParameters(784, 128), fc2: linearParameters(128, 10) }),
  forward: ({ fc1, fc2 }, x) => linear(fc2, nn.relu(linear(fc1, x))),
};

/** Adam's new parameter and averages. */
function adam(p, g, m, v, scale) {
  const mean = m.mul(0.9).add(g.ref.mul(0.1));
  const square = v.mul(0.999).add(np.square(g).mul(0.001));
  const change = mean.ref.div(np.sqrt(square.ref).add(1e-8)).mul(scale);
  return [p.sub(change), mean, square];
}

function trainingStep(model, shape) {
  const x = images(shape);
  const y = nn.oneHot(np.array(labels(shape[0]), { dtype: np.int32 }), 10);
  const loss = (parameters, x, y) =>
    nn
      .logSoftmax(model.forward(parameters, x))
      .mul(y)
      .sum()
      .mul(-1 / shape[0]);
  const [initial, structure] = tree.flatten(model.parameters());
  let state = { p: initial, m: initial.map((p) => np.zeros(p.shape)), v: initial.map((p) => np.zeros(p.shape)) };
  const step = jit(({ p, m, v }, scale, x, y) => {
    const kept = p.map((value) => value.ref);
    const [cost, gradient] = valueAndGrad(loss)(tree.unflatten(structure, p), x, y);
    const [g] = tree.flatten(gradient);
    const next = kept.map((value, i) => adam(value, g[i], m[i], v[i], scale.ref));
    scale.dispose();
    return [cost, { p: next.map(([p]) => p), m: next.map(([, m]) => m), v: next.map(([, , v]) => v) }];
  });
  let count = 0;
  return async () => {
    count++;
    const scale = (1e-3 * Math.sqrt(1 - 0.999 ** count)) / (1 - 0.9 ** count);
    const [cost, next] = step(state, np.array(scale), x.ref, y.ref);
    state = await blockUntilReady(next);
    await cost.data();
  };
}

function matmul(n) {
  const a = images([n, n]);
  const b = images([n, n]);
  const product = jit((a, b) => np.matmul(a, b));
  return async () => (await blockUntilReady(product(a.ref, b.ref))).dispose();
}

function cnnForward() {
  const parameters = cnn.parameters();
  const x = images([64, 1, 28, 28]);
  const forward = jit((parameters, x) => cnn.forward(parameters, x).sum());
  return async () => void (await forward(tree.ref(parameters), x.ref).data());
}

await serve({
  cnnStep: () => trainingStep(cnn, [64, 1, 28, 28]),
  cnnForward,
  lenetStep: () => trainingStep(lenet, [64, 1, 28, 28]),
  mlpStep: () => trainingStep(mlp, [64, 784]),
  matmul512: () => matmul(512),
  matmul1024: () => matmul(1024),
});
