import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

// Does memory stay flat? `npm run soak` trains in every way that a loop can be written, each in a process of its own,
// prints the memory at every tenth, and fails where it grows. With an argument, only the runs whose name has it:
// `npm run soak -- reference`.

/** A loop that is trained in, and the name that tells it to the child. */
const runs = ["small network", "reference CNN"].flatMap((network) =>
  ["async", "sync"].flatMap((loop) => ["scope", "no scope"].map((memory) => `${network}, ${loop}, ${memory}`)),
);

/** A loop that never yields and makes 20 GB of temporaries in all. */
runs.push("churn");

const child = fileURLToPath(new URL("./children/soak.js", import.meta.url));
const wanted = runs.filter((name) => name.includes(process.argv[2] ?? ""));
if (wanted.length === 0) throw new Error(`no such run: ${process.argv[2]}; there are: ${runs.join("; ")}`);
const failed = wanted.filter((name) => spawnSync(process.execPath, [child, name], { stdio: "inherit" }).status !== 0);
console.log(failed.length === 0 ? `\nflat: all ${wanted.length} runs` : `\nfailed: ${failed.join("; ")}`);
if (failed.length > 0) process.exitCode = 1;
