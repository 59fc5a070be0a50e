import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { words } from "../../i18n/words.js";
import type { programOf } from "../../python/programs.js";
import { programDataset, programModel } from "../keep/state.js";

/** The PyTorch program that loads the saved file, ready to copy. */
export function ProgramView(): JSX.Element {
  const { keep: text, common } = words.value;
  const isCopied = useSignal(false);
  useSignalEffect(() => {
    void programModel.value;
    void programDataset.value;
    isCopied.value = false;
  });
  const loaded = useSignal<{ readonly programOf: typeof programOf } | null>(null);
  const load = async (): Promise<void> => {
    loaded.value ??= await import("../../python/programs.js");
  };
  const program = loaded.value?.programOf(programModel.value, programDataset.value) ?? "";
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(program);
    isCopied.value = true;
  };
  return (
    <details class="program" onToggle={load}>
      <summary>{text.program}</summary>
      <p class="note">{text.programLead[programDataset.value](`${programModel.value}.safetensors`)}</p>
      <button type="button" disabled={program === ""} onClick={copy}>
        {isCopied.value ? common.copied : text.copy}
      </button>
      <pre lang="en">
        <code data-test="program">{program}</code>
      </pre>
    </details>
  );
}
