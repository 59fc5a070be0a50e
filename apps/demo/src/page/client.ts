import type { Ask, CallName, Calls, EventName, Events, Tell } from "../protocol.js";

/** A call that the worker refused, with the name of its error. */
export class CallError extends Error {
  constructor(
    override readonly name: string,
    message: string,
  ) {
    super(message);
  }
}

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

type Listeners = { [Name in EventName]?: ((value: Events[Name]) => void)[] };

/** The page's end of the protocol: one worker, and what waits for its answers. */
export class WorkerClient {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private readonly listeners: Listeners = {};
  private nextId = 0;
  private generation = 0;

  /** @param onGone Called when a worker ended that nobody asked to end. */
  constructor(private readonly onGone: () => void) {}

  /** Starts a worker in place of the one before, and waits until it says what the browser can do. */
  async start(): Promise<Calls["open"]["answer"]> {
    this.end();
    const generation = ++this.generation;
    const worker = new Worker(new URL("../worker/main.ts", import.meta.url), { type: "module", name: "lumbre" });
    this.worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Tell>) => this.receive(data);
    worker.onerror = () => this.gone(generation);
    const lock = `lumbre-demo-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
    const hasLocks = navigator.locks !== undefined;
    const abilities = await this.ask("open", {
      lock: hasLocks ? lock : null,
      data: new URL("data/", document.baseURI).href,
    });
    // Given only when the worker no longer holds it.
    if (hasLocks) void navigator.locks.request(lock, () => this.gone(generation));
    return abilities;
  }

  /** Ends the worker at once. */
  end(): void {
    this.generation++;
    this.worker?.terminate();
    this.worker = null;
    this.rejectAll();
  }

  /** For tests: ends the worker as a crash would, without a word to anybody. */
  crash(): void {
    this.worker?.terminate();
  }

  private gone(generation: number): void {
    if (generation !== this.generation) return;
    this.end();
    this.onGone();
  }

  private rejectAll(): void {
    for (const { reject } of this.waiting.values()) reject(new CallError("WorkerGone", "the worker has ended"));
    this.waiting.clear();
  }

  /** Asks the worker, and gives its answer. @throws {CallError} when it refuses or ends. */
  ask<Name extends CallName>(
    call: Name,
    ...[question]: Calls[Name]["question"] extends void ? [] : [Calls[Name]["question"]]
  ): Promise<Calls[Name]["answer"]> {
    const { worker } = this;
    if (worker === null) return Promise.reject(new CallError("WorkerGone", "there is no worker"));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      worker.postMessage({ id, call, question } as Ask);
    });
  }

  /** Calls `listener` at each event of that name, of this worker and those after it. */
  on<Name extends EventName>(event: Name, listener: (value: Events[Name]) => void): void {
    const list: ((value: Events[Name]) => void)[] = (this.listeners[event] ??= []);
    list.push(listener);
  }

  private receive(message: Tell): void {
    if (message.type === "event") {
      const list = this.listeners[message.event] as ((value: unknown) => void)[] | undefined;
      for (const listener of list ?? []) listener(message.value);
      return;
    }
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.type === "answer") waiting?.resolve(message.answer as never);
    else waiting?.reject(new CallError(message.name, message.message));
  }
}
