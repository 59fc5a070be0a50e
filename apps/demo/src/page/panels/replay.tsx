import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { words } from "../../i18n/words.js";
import { replayAddress } from "../actions.js";
import { isTaught } from "../hand.js";
import { isFromFile } from "../keep/state.js";
import { run } from "../state.js";
import { Panel } from "./panel.js";

/** A link with all that the run depends on. */
export function ReplayPanel(): JSX.Element | null {
  const { train, common } = words.value;
  const isCopied = useSignal(false);
  // The weights of a file are not in the link.
  if (run.value === null || isFromFile.value) return null;
  const address = replayAddress();
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(address);
    isCopied.value = true;
  };
  return (
    <Panel name="replay" title={train.replay.title} lead={train.replay.lead}>
      <div class="row">
        <a href={address} data-test="replay">
          {address}
        </a>
        <button type="button" onClick={copy}>
          {isCopied.value ? common.copied : train.replay.copy}
        </button>
      </div>
      {isTaught.value && <p data-test="taught">{train.replay.taught}</p>}
    </Panel>
  );
}
