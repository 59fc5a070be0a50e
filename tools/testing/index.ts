// Helpers for tests of every package; not published.
export { type BareBackend, bareBackend } from "./bareBackend.js";
export { callFixture } from "./callFixture.js";
export { callMethod } from "./callMethod.js";
export { callNamed, placeInputs } from "./callNamed.js";
export { type ConvCase, convCases, convOperands, directConv, innerProduct } from "./convolutions.js";
export { callKernel, DefaultsCheck, laidOut, layouts } from "./defaultsCheck.js";
export { expectDeviceAgrees } from "./devicesAgree.js";
export { distinctTensor } from "./distinctTensor.js";
export { expectClose, expectTensor } from "./expectClose.js";
export { decode, type EncodedTensor, expectedOf, type FixtureCase } from "./fixtureCase.js";
export { loadFixture, opFamilies, singleCases, testCases } from "./fixtures.js";
export { expectKernelAgrees, viewOf } from "./kernelsAgree.js";
export { fromWindows, type PoolCase, poolCases, type Window, windowsOf } from "./poolings.js";
export { randomTensor } from "./randomTensor.js";
export { elementAt, indicesOf, shapes, stridedTensors } from "./strided.js";
export { baseModel, type ViewChain, type ViewModel, viewChains } from "./viewModel.js";
