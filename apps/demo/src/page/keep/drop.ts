import { signal } from "@preact/signals";
import { fetchFashion } from "../dataset.js";
import { route } from "../route.js";

/** True where a file is taken: on the page that shows what came of it. */
const isOpen = (): boolean => route.peek().page === "train";

/** True while a file is held over the page. */
export const isHeldOver = signal(false);

/** Takes files that are dropped anywhere on the page; the browser would leave the page for them, and the run be lost. */
export function acceptDrops(): void {
  addEventListener("dragover", (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    isHeldOver.value = isOpen();
  });
  addEventListener("dragleave", ({ relatedTarget }) => {
    if (relatedTarget === null) isHeldOver.value = false;
  });
  addEventListener("drop", (event) => {
    isHeldOver.value = false;
    const file = event.dataTransfer?.files[0];
    if (file === undefined || event.defaultPrevented) return;
    event.preventDefault();
    if (!isOpen()) return;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.some(({ name }) => /idx\d-ubyte/.test(name))) return void fetchFashion(files);
    document.querySelector(".panel.keep")?.scrollIntoView({ block: "nearest" });
    void import("./actions.js").then(({ openFile }) => openFile(file));
  });
}

const hasFile = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes("Files") ?? false;
