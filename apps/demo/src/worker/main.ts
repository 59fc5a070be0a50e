// The worker: all that computes. It answers the page's calls and tells what happens; see ../protocol.ts.
import type { Ask, Tell } from "../protocol.js";
import { createHandlers, Session } from "./handlers.js";

/** As the page's own postMessage has another signature than a worker's. */
const send = postMessage as unknown as (message: Tell) => void;

const session = new Session((event, value) => send({ type: "event", event, value } as Tell));
const handlers = createHandlers(session);

addEventListener("message", ({ data }: MessageEvent<Ask>) => void answer(data));

async function answer({ id, call, question }: Ask): Promise<void> {
  try {
    const handler = handlers[call] as (question: unknown) => unknown;
    send({ type: "answer", id, answer: await handler(question) });
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    send({ type: "failure", id, name, message });
  }
}
