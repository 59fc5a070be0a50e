import { expect, test } from "vitest";
import { Refresher } from "./refresher.js";

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test("one request is under way at most, and one more follows however often it was asked", async () => {
  const answers: (() => void)[] = [];
  const refresher = new Refresher(() => new Promise((resolve) => answers.push(resolve)));
  for (let i = 0; i < 5; i++) refresher.refresh();
  expect(answers.length).toBe(1);
  answers[0]();
  await settled();
  expect(answers.length).toBe(2);
  answers[1]();
  await settled();
  expect(answers.length).toBe(2);
});

test("a request that failed does not keep the next from being sent", async () => {
  let sent = 0;
  const refresher = new Refresher(async () => {
    sent++;
    throw new Error("the worker has ended");
  });
  refresher.refresh();
  await settled();
  refresher.refresh();
  await settled();
  expect(sent).toBe(2);
});
