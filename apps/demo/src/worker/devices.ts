import { bestDevice, cpu, type Device } from "@lumbre/tensor";
import type { Abilities, DeviceInfo, DeviceName, RunSettings } from "../protocol.js";
import { findAbilities } from "./abilities.js";

type Choice = DeviceInfo["choice"];

/** What makes each device. A backend is loaded when it is chosen, and not before. */
const makers: Readonly<Record<Choice, (threads: number) => Promise<Device>>> = {
  threads: async (threads) => (await import("@lumbre/backend-wasm")).createWasm({ threads }),
  simd: async () => (await import("@lumbre/backend-wasm")).createWasm(),
  gpu: async () => (await import("@lumbre/backend-gpu")).createGpu(),
  cpu: async () => cpu,
};

/** What is tried for each choice, the first that works being taken. */
function candidates(choice: DeviceName, { simd }: Abilities, canThread: boolean): Choice[] {
  const automatic: Choice[] = [
    ...(canThread ? (["threads"] as const) : []),
    ...(simd ? (["simd"] as const) : []),
    "cpu",
  ];
  if (choice === "auto" || choice === "threads") return automatic;
  return [choice, ...automatic.filter((other) => other !== choice && other !== "threads")];
}

async function canThread({ simd, isolated, cores }: Abilities, threads: number): Promise<boolean> {
  return simd && isolated && cores > 1 && threads > 1 && (await blobWorkersStart());
}

/** False where the page's policy lacks `worker-src blob:`, from which the device's threads start. */
function blobWorkersStart(): Promise<boolean> {
  const address = URL.createObjectURL(new Blob(["postMessage(null)"], { type: "text/javascript" }));
  return new Promise<boolean>((resolve) => {
    const worker = new Worker(address);
    worker.onmessage = () => {
      worker.terminate();
      resolve(true);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(false);
    };
  }).finally(() => URL.revokeObjectURL(address));
}

export interface OpenDevice {
  readonly device: Device;
  readonly info: DeviceInfo;
}

let current: (OpenDevice & { readonly key: string }) | null = null;

/** The device of the settings; the one before is used again where it is the same, and its workers are ended otherwise. */
export async function openDevice({ device: choice, threads }: RunSettings): Promise<OpenDevice> {
  const key = `${choice} ${threads}`;
  if (current?.key === key) return current;
  const abilities = findAbilities();
  const tried = candidates(choice, abilities, await canThread(abilities, threads));
  let made: Choice = "cpu";
  const device = await bestDevice(
    tried.map((candidate) => () => {
      made = candidate;
      return makers[candidate](threads);
    }),
  );
  if (current !== null && current.device !== cpu && current.device !== device) current.device.dispose();
  current = { key, device, info: { choice: made, name: device.name, threads: device.threads } };
  return current;
}
