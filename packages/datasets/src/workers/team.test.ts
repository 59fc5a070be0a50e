import { expect, test } from "vitest";
import type { Answer, Order } from "./messages.js";
import { Team } from "./team.js";

/** Workers that answer by hand, as those of the web, and what they were asked. */
function fakeTeam(numWorkers: number, length: number | null = null) {
  const orders: Order[][] = [];
  const listeners: ((event: { data: Answer }) => void)[] = [];
  const ended: number[] = [];
  const worker = (id: number) => {
    orders[id] = [];
    return {
      postMessage: (order: unknown) => void orders[id].push(order as Order),
      terminate: () => void ended.push(id),
      addEventListener: (type: string, listener: (event: { data: Answer }) => void) => {
        if (type === "message") listeners[id] = listener;
      },
    };
  };
  const batching = { batchSize: 3, dropLast: true };
  const team = new Team({ numWorkers, worker, length, batching, timeout: 0 }, false, {});
  return { team, orders, ended, say: (id: number, data: Answer) => listeners[id]({ data }) };
}

const batch = (task: number, value: unknown): Answer => ({ kind: "batch", task, value, tensors: [] });

test("workers have seeds one after the other, of 32 bits, once they are ready", () => {
  const { team, orders, say } = fakeTeam(3);
  team.epoch(null, 2 ** 32 - 2, 1);
  expect(orders).toEqual([[], [], []]);
  for (const id of [0, 1, 2]) say(id, { kind: "ready", length: null });
  const common = { kind: "start", numWorkers: 3, batchSize: 3, dropLast: true };
  expect(orders.map(([order]) => order)).toEqual([
    { ...common, id: 0, seed: 2 ** 32 - 2 },
    { ...common, id: 1, seed: 2 ** 32 - 1 },
    { ...common, id: 2, seed: 0 },
  ]);
});

test("workers that go on from the epoch before have no seed", () => {
  const { team, orders, say } = fakeTeam(2);
  for (const id of [0, 1]) say(id, { kind: "ready", length: null });
  team.epoch(null, null, 1);
  expect(orders.map(([order]) => order)).toMatchObject([
    { kind: "start", id: 0, seed: null },
    { kind: "start", id: 1, seed: null },
  ]);
});

test("workers take turns, asked ahead, and batches come in their order, whoever is first", async () => {
  const { team, orders, ended, say } = fakeTeam(2, 5);
  for (const id of [0, 1]) say(id, { kind: "ready", length: 5 });
  const epoch = team.epoch([[0], [1], [2], [3], [4]], 7, 2);
  const first = epoch.next();
  const tasks = (id: number): unknown[] => orders[id].slice(1);
  const fetch = (task: number): Order => ({ kind: "fetch", task, indices: [task] });
  expect([tasks(0), tasks(1)]).toEqual([
    [fetch(0), fetch(2)],
    [fetch(1), fetch(3)],
  ]);
  say(1, batch(1, "b"));
  say(0, batch(0, "a"));
  expect(await first).toEqual({ done: false, value: "a" });
  // One more is asked for each that has come.
  expect(tasks(0)).toEqual([fetch(0), fetch(2), fetch(4)]);
  expect((await epoch.next()).value).toBe("b");
  expect(team.isRunning).toBe(true);
  for (const [id, task] of [
    [1, 3],
    [0, 2],
    [0, 4],
  ]) {
    say(id, batch(task, task));
  }
  const rest: unknown[] = [];
  for await (const value of epoch) rest.push(value);
  expect(rest).toEqual([2, 3, 4]);
  expect([team.isRunning, team.isEnded, ended]).toEqual([false, true, [0, 1]]);
});

test("of streams each worker goes on until its own end", async () => {
  const { team, say } = fakeTeam(2);
  for (const id of [0, 1]) say(id, { kind: "ready", length: null });
  const epoch = team.epoch(null, 0, 1);
  const values = (async () => {
    const all: unknown[] = [];
    for await (const value of epoch) all.push(value);
    return all;
  })();
  say(0, batch(0, "a"));
  say(1, { kind: "end", task: 1 });
  await new Promise((resolve) => setTimeout(resolve, 10));
  say(0, batch(2, "b"));
  await new Promise((resolve) => setTimeout(resolve, 10));
  say(0, { kind: "end", task: 3 });
  say(0, { kind: "end", task: 4 });
  expect(await values).toEqual(["a", "b"]);
});
