import "lumbre";
import { type Device, getDefaultDevice, setDefaultDevice } from "@lumbre/tensor";

// Before each file of tests that shares `lumbre` with others: the default device that its import has set, once.
const shared = globalThis as { umbrellaDevice?: Device };
shared.umbrellaDevice ??= getDefaultDevice();
setDefaultDevice(shared.umbrellaDevice);
