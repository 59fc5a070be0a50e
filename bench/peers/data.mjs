/** Normally distributed numbers. Only their size matters, so their sequence may differ from run to run. */
export function normal(length) {
  const data = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    data[i] = Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  }
  return data;
}

/** Classes 0 to 9. */
export function labels(length) {
  return Int32Array.from({ length }, () => Math.floor(Math.random() * 10));
}

/** Weights as small as those that a layer with so many inputs starts with. */
export function weights(length, inputs) {
  return normal(length).map((value) => value / Math.sqrt(inputs));
}
