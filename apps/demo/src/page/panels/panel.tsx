import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

/** A titled part of a page. */
export function Panel({
  title,
  lead,
  name,
  children,
}: {
  readonly title: string;
  readonly lead?: string | undefined;
  /** Its class, and what tests find it by. */
  readonly name: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const id = useId();
  return (
    <section class={`panel ${name}`} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {lead !== undefined && <p class="lead">{lead}</p>}
      {children}
    </section>
  );
}
