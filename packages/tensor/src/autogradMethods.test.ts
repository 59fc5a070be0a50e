import { afterAll, expect, test } from "vitest";
import { GradError, tensor } from "./index.js";
import { type AutogradEngine, getEngine, installEngine } from "./op/engine.js";

// Other files of tests that share this one's modules need the engine that they installed.
const installed = getEngine();
afterAll(() => installEngine(installed as AutogradEngine));

test("without an autograd engine, what needs one says what to install", () => {
  installEngine(null as unknown as AutogradEngine);
  const x = tensor([1]);
  for (const [name, call] of [
    ["backward", () => x.backward()],
    ["registerHook", () => x.registerHook(() => {})],
    ["retainGrad", () => x.retainGrad()],
  ] as const) {
    expect(call).toThrow(
      new GradError(
        `${name}: no autograd engine is installed; run \`npm install @lumbre/autograd\` and import "@lumbre/autograd"`,
      ),
    );
  }
});
