import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Answers a request for a path. */
export type Answer = (request: IncomingMessage, response: ServerResponse, path: string) => void;

/** A server on loopback that notes what it is asked for: the path, and the range if there is one. */
export class FileServer {
  readonly requests: string[] = [];
  answer: Answer = (_, response) => send(response, new Uint8Array(), {}, 404);
  private readonly server = createServer((request, response) => {
    const { range } = request.headers;
    this.requests.push(`${request.url}${range === undefined ? "" : ` ${range}`}`);
    this.answer(request, response, request.url ?? "");
  });

  /** Its URL, without a slash at the end. */
  url = "";

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  /** Answers with files by their paths, such as "/a.bin", and 404 for all others. */
  serve(files: Readonly<Record<string, Uint8Array>>): void {
    this.answer = (_, response, path) => {
      if (Object.hasOwn(files, path)) send(response, files[path]);
      else send(response, new Uint8Array(), {}, 404);
    };
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.closeAllConnections();
      this.server.close(() => resolve());
    });
  }
}

/** Sends a whole body. */
export function send(
  response: ServerResponse,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
  status = 200,
): void {
  response.writeHead(status, { "Content-Length": body.length, ...headers });
  response.end(body);
}

/** Promises a whole body, sends the first bytes of it, and breaks the connection. */
export function breakOff(
  response: ServerResponse,
  body: Uint8Array,
  length: number,
  headers: Readonly<Record<string, string>> = {},
  status = 200,
): void {
  response.writeHead(status, { "Content-Length": body.length, ...headers });
  response.write(body.subarray(0, length), () => setTimeout(() => response.destroy(), 20));
}
