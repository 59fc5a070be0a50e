import { cpu } from "@lumbre/tensor";
import { expectFusedAgrees, expectInferenceAgrees } from "@lumbre/testing";
import { test } from "vitest";
import { createWasm } from "../../index.js";

const devices = [
  ["wasm", createWasm({ debug: true })],
  ["wasm on two threads", createWasm({ threads: 2 })],
  ["wasm without Winograd", createWasm({ winograd: false })],
  ["the CPU reference", cpu],
] as const;

test.each(devices)("blocks of layers are what their parts are, with NaN, infinities and ties: %s", (_, device) => {
  expectFusedAgrees(device, 150);
});

test.each(devices)("so are those of inference, with an addend and any activation: %s", (_, device) => {
  expectInferenceAgrees(device, 150);
});
