import "@lumbre/autograd";
import { bareBackend, callFixture, loadFixture, opFamilies, testCases } from "@lumbre/testing";
import { afterAll, describe, expect, test, vi } from "vitest";
import { Device } from "../../index.js";

// PyTorch's outputs and gradients of all ops, on a backend with the required kernels alone.
vi.spyOn(console, "warn").mockImplementation(() => {});
const sources = { native: new Set<string>(), composed: new Set<string>(), reference: new Set<string>() };
const device = new Device(bareBackend().backend, { trace: (kernel, source) => sources[source].add(kernel) });

describe.each(opFamilies)("%s", (family) => {
  testCases(loadFixture("tensor", family), callFixture, {}, { device });
});

test("only two kernels need the reference", () => {
  expect([...sources.reference].sort()).toEqual(["scatter", "sort"]);
});

afterAll(() => vi.restoreAllMocks());
