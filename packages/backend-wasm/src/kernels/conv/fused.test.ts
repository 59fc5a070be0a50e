import { cpu } from "@lumbre/tensor";
import { expectFusedAgrees } from "@lumbre/testing";
import { test } from "vitest";
import { createWasm } from "../../index.js";

test.each([
  ["wasm", createWasm({ debug: true })],
  ["wasm on two threads", createWasm({ threads: 2 })],
  ["wasm without Winograd", createWasm({ winograd: false })],
  ["the CPU reference", cpu],
])("blocks of layers are what their parts are, with NaN, infinities and ties: %s", (_, device) => {
  expectFusedAgrees(device, 150);
});
