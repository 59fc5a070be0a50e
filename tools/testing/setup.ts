import { cpu, type Device, getDefaultDevice, setDefaultDevice } from "@lumbre/tensor";
import { expect } from "vitest";

// Before each file of tests that shares its modules with others: the default device is the reference, whatever an earlier
// file has left behind. Where all is about `lumbre`, it is what the import of that chooses, which is done once.

const aboutLumbre = /\/(apps\/train|tools\/(browser|examples|tutorial))\//;
const shared = globalThis as { deviceOfLumbre?: Device };

if (aboutLumbre.test(expect.getState().testPath ?? "")) {
  setDefaultDevice((shared.deviceOfLumbre ??= await deviceOfLumbre()));
} else setDefaultDevice(cpu);

async function deviceOfLumbre(): Promise<Device> {
  setDefaultDevice(cpu);
  await import("lumbre");
  return getDefaultDevice();
}
