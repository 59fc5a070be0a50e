import { expectFusedAgrees } from "@lumbre/testing";
import { test } from "vitest";
import { createGpu } from "./index.js";

test("blocks of layers are what their parts are, with NaN, infinities and ties", async () => {
  expectFusedAgrees(await createGpu({ mode: "cpu" }), 12);
});
