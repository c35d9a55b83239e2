import type { PeekView } from "../../src/core/view-model/panel-view.ts";
import { FieldList } from "../components/field-list.tsx";
import { visibleText } from "../text/safe-text.ts";

export interface ExplainPeekProps {
  readonly peek: Extract<PeekView, { kind: "explain" }>;
}

/** How a figure came about: what was counted, what was left out, and on which basis. */
export function ExplainPeek({ peek }: ExplainPeekProps) {
  return (
    <article aria-label={peek.title} className="flex flex-col gap-2">
      <h2 className="font-semibold">{peek.title}</h2>
      <p className="text-figure font-light tabular-nums">{peek.value}</p>
      <p className="[overflow-wrap:anywhere]">{visibleText(peek.text)}</p>
      <FieldList label={peek.title} lines={peek.lines} />
    </article>
  );
}
