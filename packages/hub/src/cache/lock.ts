// Locks by which processes and worker threads agree who downloads a file. They only save work: files are written aside
// and renamed, so that two that hold the same lock do no harm.
import { wait } from "../download/download.js";
import { importModule } from "../host.js";

/** Milliseconds between two signs of life of whoever holds a lock. */
const heartbeat = 2000;
/** Milliseconds without one after which a lock counts as abandoned. */
const patience = 10_000;
const pollInterval = 100;

/**
 * Runs something while no other process or thread does so under the same lock.
 *
 * @param path The lock's file, which is there as long as it is held. Where it cannot be made, there is no lock.
 * @param run Told whether somebody else held the lock before.
 */
export async function withLock<T>(
  path: string,
  signal: AbortSignal | null,
  run: (hasWaited: boolean) => Promise<T>,
): Promise<T> {
  let hasWaited = false;
  let holder = new Holder(path);
  for (;;) {
    const release = await acquire(path);
    if (release !== "held") {
      try {
        return await run(hasWaited);
      } finally {
        await release();
      }
    }
    hasWaited = true;
    if (!(await holder.isGone())) await wait(pollInterval, signal);
    else if (await remove(path)) holder = new Holder(path);
    else return run(hasWaited);
  }
}

type Release = () => Promise<void>;

/** Takes a lock, and gives what releases it again. */
async function acquire(path: string): Promise<Release | "held"> {
  const fs = await importModule("node:fs/promises");
  const { dirname } = await importModule("node:path");
  const { hostname } = await importModule("node:os");
  const text = JSON.stringify({ pid: process.pid, host: hostname(), id: crypto.randomUUID() });
  await fs.mkdir(dirname(path), { recursive: true }).catch(() => {});
  try {
    await fs.writeFile(path, text, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return "held";
    // A full disk may have left an empty one.
    await remove(path);
    return async () => {};
  }
  const timer = setInterval(() => {
    fs.utimes(path, new Date(), new Date()).catch(() => {});
  }, heartbeat);
  timer.unref();
  return async () => {
    clearInterval(timer);
    const current = await fs.readFile(path, "utf8").catch(() => null);
    if (current === text) await remove(path);
  };
}

/** Deletes a file, and says whether it is not there any more. */
async function remove(path: string): Promise<boolean> {
  const fs = await importModule("node:fs/promises");
  return fs.rm(path, { force: true }).then(
    () => true,
    () => false,
  );
}

/** Whoever holds a lock, watched from outside. */
class Holder {
  private lastSign = "";
  private since = performance.now();

  constructor(private readonly path: string) {}

  /** True for a process that is dead, and for one that gives no sign of life for too long. */
  async isGone(): Promise<boolean> {
    const fs = await importModule("node:fs/promises");
    const { hostname } = await importModule("node:os");
    const text = await fs.readFile(this.path, "utf8").catch(() => "");
    const { mtimeMs } = await fs.stat(this.path).catch(() => ({ mtimeMs: 0 }));
    // The clocks of two machines differ, so that what counts is whether the time changes.
    const sign = `${mtimeMs} ${text}`;
    if (sign !== this.lastSign) {
      this.lastSign = sign;
      this.since = performance.now();
    }
    const [, pid, host] = /^\{"pid":(\d+),"host":"([^"]*)"/.exec(text) ?? [];
    if (pid !== undefined && host === hostname() && !isAlive(Number(pid))) return true;
    return performance.now() - this.since > patience;
  }
}

/** True for a process that runs. The serialize package has its own, for neither imports the other. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It may be another user's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
