import { expect, test, vi } from "vitest";
import { CallbackError, Received, TooLongError } from "./received.js";

const chunk = (length: number, value = 1): Uint8Array => new Uint8Array(length).fill(value);

test("chunks stand one after the other, and each is told of with the total", () => {
  const onProgress = vi.fn();
  const received = new Received(10, onProgress);
  received.restart('"v1"', 5);
  received.add(chunk(2, 1));
  received.add(chunk(3, 2));
  expect([received.length, received.version, received.total]).toEqual([5, '"v1"', 5]);
  expect(onProgress.mock.calls).toEqual([
    [2, 5],
    [5, 5],
  ]);
  expect([...received.take()]).toEqual([1, 1, 2, 2, 2]);
});

test("who begins anew forgets what came", () => {
  const received = new Received(10, null);
  received.restart('"v1"', 10);
  received.add(chunk(8));
  received.restart(null, null);
  expect([received.length, received.version, received.total]).toEqual([0, null, null]);
  received.add(chunk(3, 7));
  expect([...received.take()]).toEqual([7, 7, 7]);
});

test("as many bytes may come as the bound says, and no more", () => {
  const received = new Received(4, null);
  received.restart(null, 4);
  expect(() => received.restart(null, 5)).toThrow(new TooLongError("5 bytes, more than 4"));
  received.restart(null, null);
  received.add(chunk(3));
  received.add(chunk(1));
  expect(() => received.add(chunk(1))).toThrow(new TooLongError("more than 4 bytes"));
  expect(received.length).toBe(4);
});

test("an error of the caller's function is told from others", () => {
  const cause = new Error("mine");
  const received = new Received(4, () => {
    throw cause;
  });
  expect(() => received.add(chunk(1))).toThrow(CallbackError);
  expect(() => received.add(chunk(1))).toThrow(expect.objectContaining({ cause }));
});

test.each<[string, number | null, number[], number[]]>([
  ["64 KiB first, then twice as much", null, [1, 2 ** 16 - 1, 1], [2 ** 16, 2 ** 16, 2 ** 17]],
  ["what comes, where that is more", null, [2 ** 16, 2 ** 18], [2 ** 16, 2 ** 16 + 2 ** 18]],
  ["no more than the server says", 70_000, [1, 65_535, 4464], [2 ** 16, 2 ** 16, 70_000]],
  ["all of it at once where it is short", 3, [1, 2], [3, 3]],
  ["more than the server says, where more comes", 3, [3, 1], [3, 2 ** 16]],
])("memory is made for %s", (_, total, chunks, capacities) => {
  const received = new Received(2 ** 30, null);
  received.restart(null, total);
  const buffer = (): Uint8Array => (received as unknown as { readonly buffer: Uint8Array }).buffer;
  expect(
    chunks.map((length) => {
      received.add(chunk(length));
      return buffer().length;
    }),
  ).toEqual(capacities);
  const bytes = received.take();
  expect([bytes.length, bytes.every((byte) => byte === 1)]).toEqual([chunks.reduce((a, b) => a + b), true]);
  expect(buffer().length).toBe(0);
});

test("what is given away has no room that is not used", () => {
  for (const length of [3, 2 ** 16]) {
    const received = new Received(2 ** 20, null);
    received.add(chunk(length));
    expect(received.take().buffer.byteLength).toBe(length);
  }
});
