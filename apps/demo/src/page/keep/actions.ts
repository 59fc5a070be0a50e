// What the visitor does with networks: keep, take back, download, open. The page handles bytes; the worker reads them.
import { batch } from "@preact/signals";
import { datasetNames, type FileMetadata } from "../../protocol.js";
import { begin } from "../actions.js";
import { fullTest, history, lastTest, run, settings, step } from "../state.js";
import { refreshWall } from "../wall.js";
import { worker } from "../worker.js";
import { deleteNetwork, getNetwork, listNetworks, putNetwork } from "./database.js";
import { type KeptNetwork, kept, lastFile, type Outcome, openedHistory, outcome } from "./state.js";

/** No network of this page is near it; a film that was dropped by mistake should not be read. */
const largestFile = 50e6;

/** Tells what came of `action`, or that it failed. */
async function tell(action: () => Promise<Outcome>): Promise<void> {
  try {
    outcome.value = await action();
  } catch (error) {
    const isStorage = error instanceof DOMException;
    outcome.value = isStorage ? { kind: "storage" } : { kind: "failed", message: String((error as Error).message) };
  }
}

/** Reads what the browser keeps. */
export async function listKept(): Promise<void> {
  try {
    const networks = await listNetworks();
    kept.value = networks.map(({ bytes: _, ...network }) => network).reverse();
  } catch {
    kept.value = [];
  }
}

/** The accuracy that the page shows: of all test images, or of the sample where that is newer. */
function tested(): Pick<KeptNetwork, "accuracy" | "images"> {
  const [full, last] = [fullTest.peek(), lastTest.peek()];
  const shown = full?.step === step.peek() ? full : last;
  return { accuracy: shown?.accuracy ?? null, images: shown?.images ?? 0 };
}

function metadata(name: string, date: number): FileMetadata {
  const { accuracy, images } = tested();
  const settled = run.peek()?.settings ?? settings.peek();
  return {
    name,
    dataset: settled.dataset,
    date: new Date(date).toISOString(),
    steps: String(step.peek()),
    ...(accuracy === null ? {} : { accuracy: String(accuracy), testImages: String(images) }),
  };
}

/** Keeps the present network in the browser's storage. */
export function keepNetwork(name: string): Promise<void> {
  return tell(async () => {
    const { model, dataset } = run.peek()!.settings;
    const date = Date.now();
    const test = tested();
    const bytes = await worker.ask("saveNetwork", { metadata: metadata(name, date) });
    await putNetwork({ name, model, dataset, date, bytes, ...test });
    lastFile.value = { model, dataset };
    await listKept();
    return { kind: "saved", name };
  });
}

/** Downloads the present network. */
export function downloadNetwork(name: string): Promise<void> {
  return tell(async () => {
    const { model, dataset } = run.peek()!.settings;
    const bytes = await worker.ask("saveNetwork", { metadata: metadata(name, Date.now()) });
    lastFile.value = { model, dataset };
    return { kind: "saved", name: download(bytes, `${model}.safetensors`) };
  });
}

/** Downloads a network of the browser's storage. */
export function downloadKept({ id, model, dataset }: KeptNetwork): Promise<void> {
  return tell(async () => {
    const network = await getNetwork(id);
    lastFile.value = { model, dataset };
    return { kind: "saved", name: download(network!.bytes, `${model}.safetensors`) };
  });
}

function download(bytes: Uint8Array<ArrayBuffer>, name: string): string {
  const address = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  return name;
}

export function deleteKept({ id, name }: KeptNetwork): Promise<void> {
  return tell(async () => {
    await deleteNetwork(id);
    await listKept();
    return { kind: "deleted", name };
  });
}

export function openKept({ id, name }: KeptNetwork): Promise<void> {
  return tell(async () => {
    const network = await getNetwork(id);
    return openBytes(name, network!.bytes);
  });
}

export function openFile(file: File): Promise<void> {
  return tell(async () => {
    if (file.size > largestFile) return { kind: "tooLarge", name: file.name };
    return openBytes(file.name, new Uint8Array(await file.arrayBuffer()));
  });
}

/** Puts the network of a file in place of the present one; a wrong file changes nothing. */
async function openBytes(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Outcome> {
  const answer = await worker.ask("openNetwork", { settings: settings.peek(), bytes });
  if (answer.problem !== null) return { kind: "problem", name, problem: answer };
  const { model, dataset } = answer.run.settings;
  const said = datasetNames.find((other) => other === answer.metadata.dataset) ?? null;
  batch(() => {
    settings.value = { ...settings.peek(), model, dataset, changes: [] };
    begin(answer.run);
    openedHistory.value = history.peek();
    lastFile.value = { model, dataset: said ?? dataset };
  });
  await refreshWall();
  return { kind: "opened", name, metadata: answer.metadata, otherImages: said === dataset ? null : said };
}
