import { cpu, setDefaultDevice } from "@lumbre/tensor";

// Before each file of tests that shares its modules with others: what an earlier file may have left behind.
setDefaultDevice(cpu);
