import { ArgumentError, ValueError } from "@lumbre/tensor";
import { afterEach, describe, expect, test, vi } from "vitest";
import { listenTo, openPort } from "./port.js";

type Listener = (argument: unknown) => void;

/** A worker, of Node or of the web, whose listeners are called by hand. */
function fakeWorker(method: "on" | "addEventListener") {
  const listeners = new Map<string, Listener>();
  const calls: unknown[] = [];
  const worker = {
    [method]: (type: string, listener: Listener) => void listeners.set(type, listener),
    postMessage: (message: unknown) => void calls.push(["post", message]),
    terminate: () => void calls.push("terminate"),
    ref: () => void calls.push("ref"),
    unref: () => void calls.push("unref"),
  };
  const heard: unknown[] = [];
  const handle = listenTo(
    worker,
    (message) => heard.push(message),
    (why) => heard.push(`end: ${why}`),
  );
  return { handle, calls, heard, say: (type: string, argument: unknown) => listeners.get(type)?.(argument) };
}

describe("a worker", () => {
  test("of Node is listened to, and keeps the process where it is held", () => {
    const { handle, calls, heard, say } = fakeWorker("on");
    say("message", { a: 1 });
    say("messageerror", new Error("unreadable"));
    say("error", new TypeError("thrown"));
    say("exit", 3);
    expect(heard).toEqual([{ a: 1 }, "end: Error: unreadable", "end: TypeError: thrown", "end: it exited with code 3"]);
    handle.post("order");
    handle.hold(true);
    handle.hold(false);
    handle.end();
    expect(calls).toEqual([["post", "order"], "ref", "unref", "terminate"]);
  });

  test("of the web is listened to", () => {
    const { handle, calls, heard, say } = fakeWorker("addEventListener");
    say("message", { data: { a: 1 } });
    say("messageerror", {});
    say("error", { message: "thrown" });
    say("error", { message: "" });
    say("error", {});
    expect(heard).toEqual([
      { a: 1 },
      "end: a message of its could not be read",
      "end: thrown",
      "end: its module could not be loaded",
      "end: its module could not be loaded",
    ]);
    handle.post("order");
    handle.hold(true);
    handle.end();
    expect(calls).toEqual([["post", "order"], "terminate"]);
  });

  test.each([
    [null],
    [{}],
    ["a.js"],
    [{ on: () => {} }],
    [{ addEventListener: () => {} }],
    [{ postMessage: () => {} }],
  ])("is no %j", (wrong) => {
    const listen = () =>
      listenTo(
        wrong as never,
        () => {},
        () => {},
      );
    expect(listen).toThrow(ArgumentError);
    expect(listen).toThrow("DataLoader: worker must return a new Worker(...), got ");
  });
});

describe("the port of a worker", () => {
  afterEach(() => vi.unstubAllGlobals());

  test("of the web is its global scope", async () => {
    const posted: unknown[] = [];
    let heard: unknown;
    let listener: Listener = () => {};
    vi.stubGlobal("WorkerGlobalScope", { [Symbol.hasInstance]: (value: unknown) => value === globalThis });
    vi.stubGlobal("postMessage", (...args: unknown[]) => posted.push(args));
    vi.stubGlobal("addEventListener", (type: string, given: Listener) => {
      if (type === "message") listener = given;
    });
    const port = await openPort("serveDataset");
    const memory = new ArrayBuffer(1);
    port.post("answer", [memory]);
    expect(posted).toEqual([["answer", { transfer: [memory] }]]);
    port.listen((message) => {
      heard = message;
    });
    listener({ data: "order" });
    expect(heard).toBe("order");
  });

  test("is nowhere outside of workers", async () => {
    const message = "serveDataset: this is no worker; call it in the module that new Worker(...) is given";
    await expect(openPort("serveDataset")).rejects.toThrow(new ValueError(message));
    // A page has the class, but is no worker.
    vi.stubGlobal("WorkerGlobalScope", class {});
    await expect(openPort("serveDataset")).rejects.toThrow(new ValueError(message));
  });
});
