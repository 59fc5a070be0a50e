import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { formatNumber, words } from "../../i18n/words.js";
import type { FashionProblem } from "../../protocol.js";
import { cancelFashion, fetchFashion, keepDataset } from "../dataset.js";
import { fashion } from "../state.js";

/** Offers to download Fashion-MNIST or to take its files, and tells how far it is and what went wrong. */
export function FashionPanel(): JSX.Element | null {
  const { fashion: text } = words.value;
  const heading = useRef<HTMLHeadingElement>(null);
  const { value: state } = fashion;
  // It was asked for further down the page.
  useEffect(() => {
    heading.current?.scrollIntoView({ block: "center" });
    heading.current?.focus();
  }, []);
  if (state === null) return null;
  return (
    <section class="problem fashion" aria-labelledby="fashion">
      <h2 id="fashion" ref={heading} tabIndex={-1}>
        {text.title}
      </h2>
      {state.phase === "failed" ? <Failure {...state.problem} /> : <p>{text.lead}</p>}
      {state.phase === "loading" ? (
        <Download bytes={state.bytes} totalBytes={state.totalBytes} />
      ) : (
        <div class="row">
          <button type="button" onClick={() => fetchFashion()}>
            {state.phase === "failed" ? text.retry : text.download}
          </button>
          <ChooseFiles />
          <button type="button" onClick={keepDataset}>
            {text.stay}
          </button>
        </div>
      )}
    </section>
  );
}

function Failure({ problem, file, detail }: FashionProblem): JSX.Element {
  const { fashion: text } = words.value;
  return (
    <p role="alert">
      {text.problems[problem](file)} {detail !== "" && <code lang="en">{detail}</code>} {text.otherWay}
    </p>
  );
}

function Download({ bytes, totalBytes }: { readonly bytes: number; readonly totalBytes: number }): JSX.Element {
  const { fashion: text } = words.value;
  const megabytes = (count: number): string => formatNumber(count / 1e6, 1);
  return (
    <div class="row">
      <progress max={Math.max(totalBytes, 1)} value={bytes} aria-label={text.progress} />
      <span>{totalBytes === 0 ? text.progress : text.arrived(megabytes(bytes), megabytes(totalBytes))}</span>
      <button type="button" onClick={cancelFashion}>
        {text.cancel}
      </button>
    </div>
  );
}

function ChooseFiles(): JSX.Element {
  const { fashion: text } = words.value;
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" onClick={() => input.current?.click()}>
        {text.choose}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-test="fashionFiles"
        onChange={({ currentTarget: { files } }) => fetchFashion([...(files ?? [])])}
      />
    </>
  );
}
