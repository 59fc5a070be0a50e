// Helpers for tests of every package; not published.
export { callMethod } from "./callMethod.js";
export { distinctTensor } from "./distinctTensor.js";
export { expectClose, expectTensor } from "./expectClose.js";
export { decode, type EncodedTensor, type FixtureCase, loadFixture, testCases } from "./fixtures.js";
export { randomTensor } from "./randomTensor.js";
export { elementAt, indicesOf, shapes, stridedTensors } from "./strided.js";
