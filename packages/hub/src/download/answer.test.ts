import { afterEach, describe, expect, test, vi } from "vitest";
import { acceptAnswer, BusyError, PermanentError } from "./answer.js";
import { Received } from "./received.js";

/** What is left of a download after an answer: how many bytes, of which version, and how many there will be. */
function after(status: number, headers: Record<string, string>, before?: Received): unknown[] {
  const received = before ?? new Received(1000, null);
  acceptAnswer(new Response(null, { status, headers }), received);
  return [received.length, received.version, received.total];
}

/** A download of which 10 of 30 bytes have come. */
function begun(total: number | null = 30): Received {
  const received = new Received(1000, null);
  received.restart('"v1"', total);
  received.add(new Uint8Array(10));
  return received;
}

const errorOf = (status: number, headers: Record<string, string> = {}, before?: Received): unknown => {
  try {
    after(status, headers, before);
  } catch (error) {
    return error;
  }
};

describe("a new file", () => {
  test.each<[Record<string, string>, unknown[]]>([
    [{}, [0, null, null]],
    [{ "Content-Length": "30" }, [0, null, 30]],
    [{ "Content-Length": "30", ETag: '"v1"' }, [0, '"v1"', 30]],
    [{ ETag: 'W/"v1"' }, [0, null, null]],
    [{ ETag: 'W/"v1"', "Last-Modified": "yesterday" }, [0, "yesterday", null]],
    [{ "Last-Modified": "yesterday" }, [0, "yesterday", null]],
    [{ "Content-Length": "30", ETag: '"v1"', "Content-Encoding": "identity" }, [0, '"v1"', 30]],
    [{ "Content-Length": "30", ETag: '"v1"', "Content-Encoding": "gzip" }, [0, null, null]],
  ])("with the headers %j", (headers, expected) => {
    expect(after(200, headers)).toEqual(expected);
    // It replaces what had come before.
    expect(after(200, headers, begun())).toEqual(expected);
  });
});

describe("a rest", () => {
  const headers = { ETag: '"v1"', "Content-Range": "bytes 10-29/30" };

  test("goes on where the first part ended, of the same version and length", () => {
    expect(after(206, headers, begun())).toEqual([10, '"v1"', 30]);
    expect(after(206, headers, begun(null))).toEqual([10, '"v1"', null]);
  });

  test.each<[string, Record<string, string>]>([
    ["of another version", { ETag: '"v2"' }],
    ["of another length", { "Content-Range": "bytes 10-29/31" }],
    ["from another place", { "Content-Range": "bytes 9-29/30" }],
    ["of an unknown length", { "Content-Range": "bytes 10-29/*" }],
  ])("%s is refused, and all begins anew", (_, other) => {
    const received = begun();
    expect(errorOf(206, { ...headers, ...other }, received)).toEqual(
      new Error("the file changed between two attempts"),
    );
    expect([received.length, received.version, received.total]).toEqual([0, null, null]);
  });

  test("that nobody asked for is an error that stays", () => {
    expect(errorOf(206, headers)).toBeInstanceOf(PermanentError);
  });
});

test("a file that became shorter begins anew", () => {
  const received = begun();
  expect(errorOf(416, {}, received)).toEqual(new Error("HTTP 416: the file became shorter between two attempts"));
  expect([received.length, received.version, received.total]).toEqual([0, null, null]);
});

describe("an error", () => {
  afterEach(() => vi.useRealTimers());

  test.each([
    [400, true],
    [404, true],
    [407, true],
    [408, false],
    [409, true],
    [428, true],
    [429, false],
    [499, true],
    [500, false],
    [501, true],
    [502, false],
    [504, false],
    [505, true],
    [506, false],
  ])("HTTP %i stays: %s", (status, stays) => {
    expect(errorOf(status) instanceof PermanentError).toBe(stays);
    expect(errorOf(status)).toHaveProperty("message", `HTTP ${status}`);
    expect(errorOf(status)).not.toBeInstanceOf(BusyError);
  });

  test.each<[string, number | null]>([
    ["3", 3000],
    [" 0 ", 0],
    ["Thu, 01 Jan 1970 00:16:45 GMT", 5000],
    ["Thu, 01 Jan 1970 00:16:35 GMT", 0],
    ["soon", null],
    ["1.5 s", null],
  ])("that asks to wait until %j gives a delay", (header, delay) => {
    vi.useFakeTimers({ now: 1_000_000, toFake: ["Date"] });
    const error = errorOf(503, { "Retry-After": header });
    expect(error).toBeInstanceOf(Error);
    expect((error as Partial<BusyError>).delay ?? null).toBe(delay);
    // One that stays asks for nothing.
    expect(errorOf(404, { "Retry-After": header })).not.toHaveProperty("delay");
  });
});
