// Helpers for tests of every package; not published.
export { expectClose, expectTensor } from "./expectClose.js";
export { decode, type EncodedTensor, type FixtureCase, loadFixture, testCases } from "./fixtures.js";
export { randomTensor } from "./randomTensor.js";
