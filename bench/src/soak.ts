import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { manualSeed, memory, nn, ones, optim, randint, randn, scope } from "lumbre";

// Does memory stay flat? Trains a small network for 2,000 steps in four ways, each in a process of its own, and
// compares the memory after three tenths with the memory at the end. `npm run soak`.

const steps = 2000;

/** One step of a network whose step makes some 10 MB of temporaries. */
function createStep(): () => void {
  manualSeed(0);
  const model = new nn.Sequential(
    new nn.Conv2d(1, 8, 3, { padding: 1 }),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Flatten(),
    new nn.Linear(8 * 14 * 14, 10),
  );
  const optimizer = new optim.Adam(model.parameters());
  const criterion = new nn.CrossEntropyLoss();
  const x = randn(32, 1, 28, 28);
  const y = randint(0, 10, [32]);
  return () => {
    optimizer.zeroGrad();
    criterion.forward(model.forward(x), y).backward();
    optimizer.step();
  };
}

const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

interface Sample {
  readonly rss: number;
  readonly buffers: number;
  readonly bytes: number;
}

function sample(): Sample {
  const { buffers, bytes } = memory();
  return { rss: megabytes(process.memoryUsage.rss()), buffers, bytes: megabytes(bytes) };
}

const macrotask = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The body of a child process: trains in one way and prints the samples. */
async function soak(isAsync: boolean, isScoped: boolean): Promise<void> {
  const step = createStep();
  const samples: Sample[] = [];
  for (let i = 0; i < steps; i++) {
    if (isScoped) scope(step);
    else step();
    if (isAsync) await macrotask();
    if (i % (steps / 10) === steps / 10 - 1) samples.push(sample());
  }
  console.log(JSON.stringify(samples));
}

/** A loop that never yields and makes 4 MB in each of 5,000 rounds: 20 GB in all. */
function churn(): void {
  const samples: Sample[] = [];
  for (let i = 0; i < 5000; i++) {
    ones(1024, 1024).sum();
    if (i % 500 === 499) samples.push(sample());
  }
  console.log(JSON.stringify(samples));
}

const ways = [
  { name: "for await, without scope", mode: "async" },
  { name: "for await, with scope", mode: "async scoped" },
  { name: "synchronous, without scope", mode: "sync" },
  { name: "synchronous, with scope", mode: "sync scoped" },
  { name: "synchronous, 20 GB of temporaries", mode: "churn" },
];

/** Runs every way in a process of its own. */
function main(): void {
  let failed = false;
  for (const { name, mode } of ways) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), mode], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stderr);
    const samples: Sample[] = JSON.parse(stdout);
    const most = Math.max(...samples.map(({ rss }) => rss));
    const [first, last] = [samples[2], samples[samples.length - 1]];
    // Without a scope the collector decides when memory comes back, so the level may swing; it must not climb.
    const isFlat = last.rss <= first.rss * 1.15 + 20 && most <= 600;
    failed ||= !isFlat;
    console.log(
      `${isFlat ? "flat  " : "GROWS "} ${name}: ${first.rss} MB after three tenths, ${last.rss} MB at the end, at most ${most} MB; buffers ${first.buffers} and ${last.buffers}`,
    );
  }
  if (failed) process.exitCode = 1;
}

const mode = process.argv[2];
if (mode === undefined) main();
else if (mode === "churn") churn();
else await soak(mode.startsWith("async"), mode.endsWith("scoped"));
