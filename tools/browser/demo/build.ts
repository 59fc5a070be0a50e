import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build, defaultClientConditions } from "vite";
import { sourceCondition } from "../../../vitest.config.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const demo = join(root, "apps/demo");
const cache = join(root, "node_modules/.cache/demo-site");

/** What the site is made of, below the root. */
const inputs = ["apps/demo", "packages", "package-lock.json"];
const ignored = /\/(?:node_modules|dist|fixtures)\/|\.test\.tsx?$|\.md$|\.tsbuildinfo$/;

/** Milliseconds after which a site that nobody built again is deleted. */
const lifetime = 60 * 60 * 1000;

/**
 * The folder with the demo, built from the packages' sources. Several files of tests need it, in processes of their own:
 * the first builds it, and the others wait. It stays until a source changes.
 */
export async function builtDemo(): Promise<string> {
  const folder = join(cache, await hashOf(inputs));
  const lock = `${folder}.lock`;
  await mkdir(cache, { recursive: true });
  while (!(await exists(folder))) {
    if (await take(lock)) {
      try {
        await buildInto(folder);
      } finally {
        await rm(lock, { force: true });
      }
    } else await sleep(200);
  }
  return folder;
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** True when this process is the one that builds. A lock whose process has ended is void. */
async function take(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    const owner = Number(await readFile(lock, "utf8").catch(() => ""));
    if (owner > 0 && !isAlive(owner)) await rm(lock, { force: true });
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function buildInto(folder: string): Promise<void> {
  await deleteOld();
  const unfinished = `${folder}.part`;
  await build({
    configFile: join(demo, "vite.config.ts"),
    logLevel: "error",
    resolve: { conditions: [sourceCondition, ...defaultClientConditions] },
    build: { outDir: unfinished, emptyOutDir: true },
  });
  await rename(unfinished, folder);
}

async function deleteOld(): Promise<void> {
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > lifetime) await rm(path, { recursive: true, force: true });
  }
}

/** A hash of the files and of those below folders, with their names. */
async function hashOf(paths: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const file of (await Promise.all(paths.map(filesBelow))).flat().sort()) {
    hash.update(`${file}\n`).update(await readFile(join(root, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

async function filesBelow(path: string): Promise<string[]> {
  if (!(await stat(join(root, path))).isDirectory()) return [path];
  const entries = await readdir(join(root, path), { withFileTypes: true });
  const names = entries.filter((entry) => !ignored.test(`${path}/${entry.name}${entry.isDirectory() ? "/" : ""}`));
  const found = names.map(({ name }) => filesBelow(`${path}/${name}`));
  return (await Promise.all(found)).flat();
}
