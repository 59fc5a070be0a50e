import { createWasm } from "@lumbre/backend-wasm";
import { cpu, type Device, setDefaultDevice } from "@lumbre/tensor";
import { sampled } from "@lumbre/testing";
import { afterEach, describe, expect, test } from "vitest";
import type { Callable } from "./callables.js";
import { all, byName } from "./forms.js";
import type { Taken } from "./parameters.js";
import { callables, good, receiverOf, targetOf } from "./targets.js";
import { Trial } from "./trial.js";

// One number of a good call, or one in its lists of numbers, is replaced by one that no int32 holds, or whose square none
// holds. A backend that counts in int32 must not be reached by it: whatever comes of it is a value or a typed error.

const huge = [1e10, 1e300, -1e10, -1e300, Infinity];

/** Numbers for what no memory depends on. */
const around = [...huge, 2 ** 31 - 1, 2 ** 31, 2 ** 32];

const isOfWindows = (name: string): boolean => /^(kernelSize|stride|padding|dilation|outputPadding|groups)$/.test(name);

// These do something as often as they are told, or set it for all.
const endless = /^(nn\.profile|tensor\.(bestDevice|setPrintOptions|manualSeed|seed))$/;

const devices = [cpu, createWasm({ threads: 1 })];

/** The values of a parameter with one of its numbers replaced. */
function replaced(name: string, value: unknown): unknown[] {
  const numbers = isOfWindows(name) ? around : huge;
  if (typeof value === "number") return [...numbers];
  if (!Array.isArray(value) || value.length === 0 || value.some((one) => typeof one !== "number")) return [];
  return value.flatMap((_, i) => numbers.map((number) => value.with(i, number)));
}

async function rawErrors(callable: Callable, device: Device): Promise<string[]> {
  const raw: string[] = [];
  const trial = new Trial(callable, targetOf(callable), receiverOf(callable), device);
  const make = (taken: Taken): unknown => good.make(callable, taken);
  for (const form of callable.forms) {
    const parameters = all(form).filter((taken) => !("isRest" in taken && taken.isRest));
    for (const taken of parameters) {
      for (const value of replaced(taken.name, make(taken))) {
        const outcome = await trial.call([{ ...byName(parameters, make), [taken.name]: value }]);
        if (outcome.sort === "raw") raw.push(`${taken.name} = ${JSON.stringify(value)}: ${outcome.message}`);
      }
    }
  }
  return raw;
}

/** Declares the tests: every nth of the callables on every device, unless all are to run. */
export function describeHugeNumbers(every: number): void {
  const cases = callables
    .filter(({ name, path }) => /^(tensor|nn)$/.test(path[0]) && !endless.test(name))
    .flatMap((callable) => devices.map((device) => [`${callable.name} on ${device.name}`, callable, device] as const));

  describe("with a huge number", () => {
    afterEach(() => setDefaultDevice(cpu));

    test.each(sampled(cases, every))("%s", async (_, callable, device) => {
      setDefaultDevice(device);
      expect(await rawErrors(callable, device)).toEqual([]);
    });
  });
}
