import { downloadDataset } from "./download.js";

process.exitCode = await downloadDataset(process.argv.slice(2), process.stderr);
