import { createWasm } from "@lumbre/backend-wasm";
import { cpu, type Device, setDefaultDevice } from "@lumbre/tensor";
import { expect } from "vitest";

// Before each file of tests that shares its modules with others: the default device is the reference, whatever an earlier
// file has left behind. Where all is about `lumbre`, it is one like that which the import of `lumbre` chooses, once.

const aboutLumbre = /\/(apps\/train|tools\/(browser|examples|tutorial))\//;

/** Devices by the reference of the modules that they belong to: a test may have had all loaded anew. */
const devices = ((globalThis as { testDevices?: WeakMap<Device, Device> }).testDevices ??= new WeakMap());

function wasm(): Device {
  const device = devices.get(cpu) ?? createWasm();
  devices.set(cpu, device);
  return device;
}

setDefaultDevice(aboutLumbre.test(expect.getState().testPath ?? "") ? wasm() : cpu);
