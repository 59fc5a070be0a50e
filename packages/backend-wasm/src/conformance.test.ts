import { describeBackend, runConformance } from "@lumbre/backend-testkit";
import { isComplete } from "@lumbre/testing";
import { expect, test } from "vitest";
import { createWasm } from "./index.js";

describeBackend("wasm", () => createWasm());

const onTwoThreads = () => createWasm({ threads: 2 });
/** Of an op one check in each dtype, and all that is random or trains: where threads share work or leave it. */
const filter = /^(random|training|memory\/scope)|\/dtypes$/;

if (isComplete) describeBackend("wasm on two threads", onTwoThreads);
else {
  test("wasm on two threads passes a part of the test-kit", { timeout: 120_000 }, async () => {
    const { checks } = await runConformance(onTwoThreads, { filter });
    expect(checks.filter(({ status }) => status === "failed")).toEqual([]);
    expect(checks.length).toBeGreaterThan(100);
  });
}
