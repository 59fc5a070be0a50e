import { serveDataset } from "@lumbre/datasets";
import { Flowers } from "./flowers.js";

void serveDataset(new Flowers());
