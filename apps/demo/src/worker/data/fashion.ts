// Fashion-MNIST: downloaded from its authors' repository when the visitor wants it, or taken from files that they have.
import { DataError, FashionMNIST } from "@lumbre/datasets";
import type { Digits, FashionProblem } from "../../protocol.js";
import { sha256Of } from "./hash.js";

const source = "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/";

/** Not the service worker's, which forgets those of other versions. */
const cacheName = "fashion-mnist";

interface FashionFile {
  readonly name: string;
  /** The length of the gzipped file, for the progress. */
  readonly bytes: number;
  /** Of what the file holds, in hexadecimal. */
  readonly sha256: string;
}

const files: readonly FashionFile[] = [
  {
    name: "train-images-idx3-ubyte",
    bytes: 26_421_880,
    sha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
  },
  {
    name: "train-labels-idx1-ubyte",
    bytes: 29_515,
    sha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
  },
  {
    name: "t10k-images-idx3-ubyte",
    bytes: 4_422_102,
    sha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
  },
  {
    name: "t10k-labels-idx1-ubyte",
    bytes: 5148,
    sha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
  },
];

const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);

/** Both splits. */
export interface FashionImages {
  readonly train: Digits;
  readonly test: Digits;
}

/** What keeps Fashion-MNIST from being used. */
export class FashionError extends Error {
  constructor(
    readonly problem: FashionProblem["problem"],
    readonly file: string,
    detail = "",
  ) {
    super(detail);
  }
}

/** The images, from the files that this browser keeps; null where one is missing or damaged. */
export async function keptFashion(): Promise<FashionImages | null> {
  const cache = await openCache();
  if (cache === null) return null;
  const kept = await Promise.all(files.map((file) => cache.match(addressOf(file))));
  if (kept.includes(undefined)) return null;
  try {
    return await decode(await Promise.all(kept.map((response, i) => unpack(files[i], response!.body!))));
  } catch {
    return null;
  }
}

/** Downloads what this browser does not keep. @throws {FashionError} */
export async function downloadFashion(
  signal: AbortSignal,
  onProgress: (bytes: number, totalBytes: number) => void,
): Promise<FashionImages> {
  const cache = await openCache();
  const unpacked: Uint8Array[] = [];
  let before = 0;
  for (const file of files) {
    const address = addressOf(file);
    const kept = await cache?.match(address);
    const bytes =
      kept === undefined
        ? await download(file, address, signal, (arrived) => onProgress(before + arrived, totalBytes))
        : await kept.arrayBuffer();
    try {
      unpacked.push(await unpack(file, new Response(bytes).body!));
    } catch (error) {
      await cache?.delete(address);
      throw error;
    }
    // A full disk is no reason to stop: the images are there until the page is left.
    if (kept === undefined) await cache?.put(address, new Response(bytes)).catch(() => {});
    before += file.bytes;
    onProgress(before, totalBytes);
  }
  return decode(unpacked);
}

/** Takes the four files, gzipped or not. @throws {FashionError} */
export async function fashionFromFiles(given: readonly File[]): Promise<FashionImages> {
  const unpacked: Uint8Array[] = [];
  for (const file of files) {
    const found = given.find(({ name }) => name.includes(file.name));
    if (found === undefined) throw new FashionError("missing", `${file.name}.gz`);
    unpacked.push(await unpack(file, found.stream()));
  }
  return decode(unpacked);
}

const addressOf = ({ name }: FashionFile): string => `${source}${name}.gz`;

/** Null where the browser keeps nothing for this page. */
async function openCache(): Promise<Cache | null> {
  return globalThis.caches === undefined ? null : caches.open(cacheName).catch(() => null);
}

async function download(
  { name }: FashionFile,
  address: string,
  signal: AbortSignal,
  onArrived: (bytes: number) => void,
): Promise<ArrayBuffer> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let arrived = 0;
  try {
    const response = await fetch(address, { signal, credentials: "omit" });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const reader = response.body!.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      chunks.push(part.value);
      onArrived((arrived += part.value.length));
    }
  } catch (error) {
    if (signal.aborted) throw new FashionError("cancelled", name);
    throw new FashionError("network", name, String((error as Error).message));
  }
  return new Blob(chunks).arrayBuffer();
}

/** What a file holds, if it is what was published. Browsers hash only on https and localhost. */
async function unpack({ name, sha256 }: FashionFile, stream: ReadableStream<BufferSource>): Promise<Uint8Array> {
  const packed = new Uint8Array(await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());
  const bytes = packed[0] === 0x1f && packed[1] === 0x8b ? await gunzip(name, packed) : packed;
  if (isSecureContext && (await sha256Of(bytes)) !== sha256) throw new FashionError("hash", name);
  return bytes;
}

async function gunzip(name: string, packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (error) {
    throw new FashionError("format", name, String((error as Error).message));
  }
}

function decode([trainImages, trainLabels, testImages, testLabels]: readonly Uint8Array[]): FashionImages {
  return { train: decodeSplit(trainImages, trainLabels), test: decodeSplit(testImages, testLabels) };
}

function decodeSplit(images: Uint8Array, labels: Uint8Array): Digits {
  try {
    const { data, targets } = FashionMNIST.fromBytes(images, labels);
    return { pixels: data.readSync() as Uint8Array, labels: Uint8Array.from(targets.readSync()) };
  } catch (error) {
    if (error instanceof DataError) throw new FashionError("format", "", error.message);
    throw error;
  }
}
