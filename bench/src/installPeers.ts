import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where the peers are installed, apart from everything else. */
export const peersFolder = fileURLToPath(new URL("../peers/", import.meta.url));

/** Installs the peers from their own lockfile, without running any script of theirs. */
export function installPeers(): void {
  if (existsSync(`${peersFolder}node_modules`)) return;
  console.log("installing the peers ...");
  const options = { cwd: peersFolder, stdio: "inherit", shell: process.platform === "win32" } as const;
  const { status } = spawnSync("npm", ["ci"], options);
  if (status !== 0) throw new Error("npm ci failed in bench/peers");
}
