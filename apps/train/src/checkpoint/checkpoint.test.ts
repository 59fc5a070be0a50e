import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sampled, writeNoiseMnist } from "@lumbre/testing";
import { BatchSampler, SequentialSampler } from "lumbre";
import { load, save } from "lumbre/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createCommand, parseOptions } from "../options.js";
import { run } from "../run.js";
import { CheckpointError, CheckpointFile } from "./checkpoint.js";
import { ResumableSampler } from "./resumableSampler.js";

let folder: string;
let weights: string;
let checkpoint: string;
const lines: string[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lumbre-checkpoint-"));
  weights = join(folder, "weights.safetensors");
  for (const [name, seed] of [
    ["data", 7919],
    ["others", 7907],
  ] as const) {
    writeNoiseMnist(join(folder, name), 14, 3, seed);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  checkpoint = mkdtempSync(join(folder, "run-"));
  vi.spyOn(console, "log").mockImplementation((line) => void lines.push(line));
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
});
afterEach(() => {
  lines.length = 0;
  vi.restoreAllMocks();
});

class Killed extends Error {}

const never = (): boolean => false;

/** Runs the program in this process. */
async function program(given: string, isStopped: () => boolean = never): Promise<void> {
  const shared = `--threads 1 --batch-size 4 --epochs 2 --root ${join(folder, "data")} --save ${weights}`;
  const command = createCommand().exitOverride();
  await run(parseOptions(`${shared} ${given}`.split(" "), command), isStopped);
}

/** The weights that a run without a break ends with. */
async function unbroken(given: string): Promise<Uint8Array> {
  await program(given);
  const bytes = readFileSync(weights);
  rmSync(weights);
  return bytes;
}

const runs = [
  "--model mlp --augment --optimizer sgd --schedule onecycle --weight-decay 0.01 --label-smoothing 0.1",
  "--model mlp --augment --optimizer adamw --schedule cosine --warmup 0.5 --patience 1 --epochs 3 --limit 11",
  "--model lenet5 --schedule step --batch-size 9 --seed 3",
];

describe.each(sampled(runs, 2))("%s", (given) => {
  test("goes on bit for bit from wherever it was killed or stopped", async () => {
    const expected = await unbroken(given);
    const ends = [
      [1, "killed"],
      [9, "killed"],
      [4, "stopped"],
      [6, "stopped"],
    ] as const;
    for (const [asked, how] of sampled(ends, 2)) {
      checkpoint = mkdtempSync(join(folder, "run-"));
      const resumed = `${given} --checkpoint ${checkpoint} --checkpoint-every 0 --resume`;
      let left: number = asked;
      const end = (): boolean => {
        if (left-- > 0) return false;
        if (how === "killed") throw new Killed();
        return true;
      };
      // Each process is ended after the same number of questions, and the next one goes on.
      for (let processes = 0; left <= 0 || processes === 0; processes++) {
        left = asked + processes;
        await program(resumed, end).catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error;
        });
      }
      expect(Buffer.compare(readFileSync(weights), expected)).toBe(0);
      expect(readdirSync(checkpoint)).toEqual(["checkpoint.pt"]);
    }
  });
});

describe("the file", () => {
  const given = (more = ""): string => `--model mlp --checkpoint ${checkpoint} ${more}`.trim();
  const path = (): string => join(checkpoint, "checkpoint.pt");
  const refusal = async (more: string): Promise<Error> => {
    try {
      await program(given(more));
    } catch (error) {
      return error as Error;
    }
    throw new Error("it was not refused");
  };
  let written: Uint8Array | null = null;
  beforeEach(async () => {
    if (written !== null) return writeFileSync(path(), written);
    await program(given());
    written = readFileSync(path());
  });

  test("goes on from the end with nothing left to do", async () => {
    const expected = await unbroken("--model mlp");
    expect(Buffer.compare(await unbroken(given("--resume")), expected)).toBe(0);
    expect(lines).toContainEqual(
      expect.stringMatching(/^going on from .*checkpoint\.pt: epoch 3, after 0 of 4 steps\n$/),
    );
  });

  test("says when other threads will round otherwise", async () => {
    await program(given("--resume --threads 2"));
    expect(lines).toContain("on 2 threads in place of 1, which rounds otherwise: not bit for bit\n");
  });

  test("lets a run without a schedule have more epochs", async () => {
    const expected = await unbroken(given("--epochs 3 --resume"));
    expect(Buffer.compare(await unbroken("--model mlp --epochs 3"), expected)).toBe(0);
  });

  test("is not begun anew by chance", async () => {
    expect(await refusal("")).toEqual(
      new CheckpointError(
        `--checkpoint: ${path()} is there already; give --resume to go on from it, or another folder`,
      ),
    );
  });

  test.each([
    ["--seed 1", "--seed is 1 now and was 0"],
    ["--model lenet5 --lr 0.01", "--model is lenet5 now and was mlp; --lr is 0.01 now and was 0.001"],
    ["--augment --limit 8", "--limit is 8 now and was not given; --augment is given now and was not given"],
    ["--schedule step", "--epochs is 2 now and was not given; --schedule is step now and was none"],
  ])("is another run's with %s", async (more, differences) => {
    expect(await refusal(`--resume ${more}`)).toEqual(
      new CheckpointError(`--resume: ${path()} is of another run: ${differences}`),
    );
  });

  test("is another run's with other images", async () => {
    const error = await refusal(`--resume --root ${join(folder, "others")}`);
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error.message).toMatch(
      /its images and labels were others \(their SHA-256 began with \w{8}, and now with \w{8}\)$/,
    );
  });

  test("is refused when it is damaged", async () => {
    const bytes = readFileSync(path());
    const flipped = bytes.map((byte, i) => (i === bytes.length >> 1 ? byte ^ 1 : byte));
    for (const damaged of [flipped, bytes.subarray(0, 1000), bytes.subarray(0, -1), new Uint8Array(0)]) {
      writeFileSync(path(), damaged);
      const error = await refusal("--resume");
      expect(error).toBeInstanceOf(CheckpointError);
      expect(error.message).toContain(`--resume: ${path()} is damaged: `);
    }
    save({ epoch: 1 }, path());
    expect((await refusal("--resume")).message).toContain("is no checkpoint of this program");
  });

  test("has what torch.load gives as a dict", () => {
    const { digest, ...contents } = load<Record<string, unknown>>(path());
    expect(digest).toMatch(/^\w{64}$/);
    expect(contents).toMatchObject({ epoch: 3, batches: 0, steps: 8, metrics: [0, 0, 0], schedule: null });
    expect([...(contents.model as Map<string, unknown>).keys()]).toContain("1.weight");
  });
});

test("a folder without a checkpoint is the beginning", async () => {
  rmSync(checkpoint, { recursive: true });
  writeFileSync(`${checkpoint}.pt`, "");
  await program(`--model mlp --checkpoint ${checkpoint} --resume`, () => true);
  expect(lines).toContain(`no checkpoint in ${checkpoint} yet; this is the beginning\n`);
  await expect(program(`--model mlp --checkpoint ${checkpoint}.pt`)).rejects.toThrow(CheckpointError);
});

test("one is written when the last one is as old as was asked for", () => {
  const clock = vi.spyOn(performance, "now").mockReturnValue(5_000_000);
  const options = parseOptions(
    `--model mlp --checkpoint ${checkpoint} --checkpoint-every 10`.split(" "),
    createCommand().exitOverride(),
  );
  const file = CheckpointFile.open(checkpoint, options);
  const write = vi.spyOn(file, "write").mockImplementation(() => {});
  for (const [milliseconds, times] of [
    [0, 0],
    [9_999, 0],
    [10_000, 1],
  ]) {
    clock.mockReturnValue(5_000_000 + milliseconds);
    file.offer({} as never, "images", 0);
    expect(write).toHaveBeenCalledTimes(times);
  }
});

test("what a process that was killed had begun is removed", async () => {
  const isGone = 2 ** 22 + 1;
  writeFileSync(join(checkpoint, `checkpoint.pt.${isGone}.x.part`), "half");
  writeFileSync(join(checkpoint, `checkpoint.pt.${process.pid}.x.part`), "still being written");
  await program(`--model mlp --checkpoint ${checkpoint}`, () => true);
  expect(readdirSync(checkpoint)).toEqual([`checkpoint.pt.${process.pid}.x.part`]);
});

test("an epoch may begin in the middle, once", () => {
  const batches = new ResumableSampler(new BatchSampler(new SequentialSampler({ length: 5 }), 2, false));
  batches.skip = 2;
  expect([...batches]).toEqual([[4]]);
  expect([...batches]).toEqual([[0, 1], [2, 3], [4]]);
  expect(batches.length).toBe(3);
});
