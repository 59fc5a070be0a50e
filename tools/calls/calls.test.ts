import { isComplete } from "@lumbre/testing";
import { expect, test } from "vitest";
import { FormCheck } from "./check.js";
import { type Exception, exceptions, unexcused } from "./exceptions.js";
import { describeHugeNumbers } from "./huge.js";
import { callables, good, isSlow, receiverOf, targetOf } from "./targets.js";
import { Trial } from "./trial.js";

const used = new Set<Exception>();

test("there are some of each sort", () => {
  const count = (wanted: string): number => callables.filter(({ sort }) => sort === wanted).length;
  expect(count("function")).toBeGreaterThan(300);
  expect(count("constructor")).toBeGreaterThan(90);
  expect(count("method")).toBeGreaterThan(350);
});

test.each(callables.map((callable) => [callable.name, callable] as const))("%s", async (_, callable) => {
  const complaints: string[] = [];
  for (const form of callable.forms) {
    const trial = new Trial(callable, targetOf(callable), receiverOf(callable));
    complaints.push(...(await new FormCheck(callable, form, trial, (taken) => good.make(callable, taken)).run()));
  }
  const left = unexcused(callable.name, complaints, used);
  expect(left.length, left.join("\n")).toBe(0);
});

test("every entry of the table and of the exceptions is needed", () => {
  expect(good.unused().filter((entry) => isComplete || !isSlow(entry.replace(/: \w+$/, "")))).toEqual([]);
  expect(exceptions.filter((exception) => !used.has(exception))).toEqual([]);
});

// Here, so that what users call is read from the types once.
describeHugeNumbers(7);
