// Writes the interface of Tensor's methods: npm run generate:methods
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generatedPath, generateMethods } from "./generate.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
writeFileSync(join(root, generatedPath), generateMethods(root));
