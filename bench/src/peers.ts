import { Command } from "commander";
import { alternate, type Timing } from "./alternate.js";
import { createSimd, lumbreSide } from "./devices.js";
import { peersFolder as folder, installPeers } from "./installPeers.js";
import { count, namesAmong } from "./options.js";
import { type Peer, peers, peerWorkloads } from "./peerList.js";
import { saveResults } from "./results.js";
import { formatMilliseconds } from "./table.js";
import { CannotRunError, TimedProcess } from "./timedProcess.js";
import { isWanted, workloads } from "./workloads/index.js";
import type { Workload } from "./workloads/workload.js";

interface PeerOptions {
  readonly only?: readonly string[];
  readonly peers?: readonly string[];
  readonly rounds: number;
  readonly slow?: boolean;
}

/** A peer's workload: how many times longer it takes than Lumbre, or why there is no such number. */
interface PeerRow {
  readonly workload: string;
  readonly peer: string;
  readonly ratio: number | null;
  readonly lumbre?: Timing;
  readonly timing?: Timing;
  readonly reason?: string;
}

const simd = createSimd(1)!;

async function measurePeer(workload: Workload, peer: Peer, process: TimedProcess, options: PeerOptions) {
  const row = { workload: workload.name, peer: peer.name, ratio: null };
  const estimate = peer.slow?.[workload.name];
  if (estimate !== undefined && options.slow !== true) {
    return { ...row, reason: `skipped: a run takes about ${estimate}; --slow includes it` };
  }
  const sides = [lumbreSide(workload, simd), process.side(workload.name)];
  try {
    const [lumbre, timing] = await alternate(sides, options.rounds);
    return { ...row, ratio: timing.median / lumbre.median, lumbre, timing };
  } catch (error) {
    if (!(error instanceof CannotRunError)) throw error;
    return { ...row, reason: `cannot: ${error.message}` };
  }
}

function formatRow({ peer, ratio, lumbre, timing, reason }: PeerRow): string {
  const name = peer.padEnd(18);
  if (ratio === null) return `${"-".padStart(9)}  ${name}${reason}`;
  const times = `${formatMilliseconds(timing!.median)} ms, Lumbre ${formatMilliseconds(lumbre!.median)} ms`;
  return `${`${ratio.toFixed(ratio < 100 ? 2 : 0)}x`.padStart(9)}  ${name}${times}`;
}

async function main(options: PeerOptions): Promise<void> {
  installPeers();
  console.log("How many times longer than Lumbre (SIMD, 1 thread) each takes; medians, in turn. Higher is slower.");
  const running = peers
    .filter(({ name }) => isWanted(name, options.peers))
    .map((peer) => ({
      peer,
      process: new TimedProcess(peer.name, process.execPath, [`${folder}${peer.args[0]}`, ...peer.args.slice(1)]),
    }));
  const rows: PeerRow[] = [];
  try {
    for (const workload of workloads.filter(({ name }) => peerWorkloads.includes(name))) {
      if (!isWanted(workload.name, options.only)) continue;
      console.log(`\n${workload.title}`);
      for (const { peer, process } of running) {
        const row = await measurePeer(workload, peer, process, options);
        console.log(formatRow(row));
        rows.push(row);
      }
    }
  } finally {
    for (const { process } of running) process.close();
  }
  console.log(`\nwritten to ${saveResults("peers", { rows })}`);
}

const peerNames = peers.map(({ name }) => name);
const program = new Command("npm run bench:peers --")
  .description("Times Lumbre against other libraries for JavaScript, in turn and in one run.")
  .option("--only <names>", `comma-separated: ${peerWorkloads.join(", ")}`, namesAmong(peerWorkloads))
  .option("--peers <names>", `comma-separated: ${peerNames.join(", ")}`, namesAmong(peerNames))
  .option("--rounds <n>", "rounds that count", count, 5)
  .option("--slow", "also what takes many seconds a run")
  .allowExcessArguments(false)
  .parse();
await main(program.opts<PeerOptions>());
