// Reads one file, and says what was wrong with how that went.
import { allocation } from "./allocation.mjs";
import type { Format } from "./formats.js";
import { mutate, randomOf } from "./mutations.js";

/** What a reader may ask for whatever the file is: tables, decoders, messages. */
const constant = 256 * 1024;
/** What may be found in the heap after a small file, garbage included. */
const heapConstant = 16 * 2 ** 20;
/** How much a reader may ask for, in sizes of the file or of what it can hold. */
const factor = 4;
const usualLongest = 1000;

/** The file that a seed and an index stand for. */
export function fileOf(name: string, format: Format, seed: number, index: number): Uint8Array {
  const random = randomOf(name, seed, index);
  const bytes = mutate(format.seeds, random);
  if (random() < 0.75) format.mend?.(bytes);
  return bytes;
}

/**
 * Null, or what is wrong: another error than the format's own, more time than `longest` milliseconds, or memory that the
 * file cannot need.
 */
export async function problemOf(format: Format, bytes: Uint8Array, longest = usualLongest): Promise<string | null> {
  const before = process.memoryUsage();
  allocation.bytes = 0;
  const start = process.cpuUsage();
  let wrong: string | null = null;
  try {
    await format.read(bytes);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== format.error) wrong = `threw ${describe(error)}`;
  }
  // The processor's time, as other programs may take turns; main.ts ends a thread that only waits.
  const { user, system } = process.cpuUsage(start);
  const time = (user + system) / 1000;
  const counted = allocation.bytes;
  const after = process.memoryUsage();
  if (wrong !== null) return wrong;
  if (time > longest) return `took ${Math.round(time)} ms`;
  const limit = constant + factor * format.ratio * bytes.length;
  const asked = Math.max(counted, after.arrayBuffers - before.arrayBuffers);
  if (asked > limit) return `asked for ${asked} bytes for a file of ${bytes.length}, more than ${limit}`;
  const heap = after.heapUsed - before.heapUsed;
  if (heap > heapConstant + limit) return `left ${heap} bytes in the heap for a file of ${bytes.length}`;
  return null;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.name}: ${error.message.slice(0, 200)}\n${error.stack?.split("\n").slice(1, 5).join("\n")}`;
}
