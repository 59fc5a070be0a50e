import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import type { Side } from "./alternate.js";

/** Says that the other side has no way to do a workload, and why. */
export class CannotRunError extends Error {
  override readonly name = "CannotRunError";
}

/**
 * A child process that times workloads on demand. For each line `{"workload", "repeats"}` on its input it prints a line:
 * a list of seconds, or `{"cannot": reason}`.
 */
export class TimedProcess {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly reader: Interface;
  private readonly lines: AsyncIterator<string>;
  private complaints = "";

  constructor(
    readonly name: string,
    command: string,
    args: readonly string[],
    env: Record<string, string> = {},
  ) {
    this.child = spawn(command, args, { env: { ...process.env, ...env } });
    this.child.stderr.setEncoding("utf8").on("data", (text: string) => (this.complaints += text));
    // A process that is gone is noticed by the end of its output.
    this.child.stdin.on("error", () => {});
    this.reader = createInterface({ input: this.child.stdout });
    this.lines = this.reader[Symbol.asyncIterator]();
  }

  /** Sends a request; what the process answers. */
  async ask(request: object): Promise<unknown> {
    this.child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.lines.next();
    if (done === true) throw new Error(`${this.name} ended at ${JSON.stringify(request)}:\n${this.complaints}`);
    return JSON.parse(value);
  }

  /** The side that runs a workload there. Its run throws {@link CannotRunError} where it cannot. */
  side(workload: string): Side {
    return {
      name: this.name,
      run: async (repeats) => {
        const answer = (await this.ask({ workload, repeats })) as number[] | { readonly cannot: string };
        if (!Array.isArray(answer)) throw new CannotRunError(answer.cannot);
        return answer;
      },
    };
  }

  close(): void {
    this.reader.close();
    this.child.kill();
  }
}
