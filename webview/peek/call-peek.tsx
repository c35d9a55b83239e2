import { formatCount, formatDuration, formatUsd } from "../../src/core/view-model/format.ts";
import type { PanelView, PeekView } from "../../src/core/view-model/panel-view.ts";
import { TextButton } from "../components/button.tsx";
import { FieldList } from "../components/field-list.tsx";
import { withPeek } from "../state/intent-changes.ts";
import { usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import { shortId } from "../text/labels.ts";
import { visibleText } from "../text/safe-text.ts";
import { Part } from "./part.tsx";
import { RecordActions } from "./record-actions.tsx";
import { RecordHead } from "./record-head.tsx";

export interface CallPeekProps {
  readonly peek: Extract<PeekView, { kind: "call" }>;
  readonly view: PanelView;
}

/** One call: every field it was written with, and the line itself. */
export function CallPeek({ peek, view: { locale } }: CallPeekProps) {
  const { call, summary, fields, metadata, rawPreview, rawLocation } = peek;
  const figures = [
    { label: S.peek.cost, value: call.costUsd === null ? null : formatUsd(call.costUsd, locale) },
    {
      label: S.feed.columns.latency,
      value: call.latencyMs === null ? null : formatDuration(call.latencyMs, locale),
    },
    { label: S.peek.tokens, value: call.tokens === null ? null : formatCount(call.tokens, locale) },
  ];
  return (
    <article aria-label={S.peek.call} className="flex flex-col gap-3">
      <RecordHead summary={summary} status={call.status} figures={figures} />
      <RecordActions kind="call" id={peek.id} hasLine />
      {call.runId === null ? null : <ItsRun runId={call.runId} />}
      <Part title={S.peek.fields}>
        <FieldList label={S.peek.fields} lines={fields} />
      </Part>
      {metadata.length > 0 ? (
        <Part title={S.peek.metadata}>
          <FieldList label={S.peek.metadata} lines={metadata} />
        </Part>
      ) : null}
      <Part title={S.peek.raw} note={visibleText(rawLocation)}>
        <pre
          dir="ltr"
          className="rounded-[3px] bg-raised p-2 font-mono text-label [overflow-wrap:anywhere] whitespace-pre-wrap hc:border hc:border-contrast"
        >
          {visibleText(rawPreview)}
        </pre>
      </Part>
    </article>
  );
}

function ItsRun({ runId }: { readonly runId: string }) {
  const store = usePanelStore();
  // A run is found by its own id too: its line may not be written yet.
  const open = () =>
    store.drill(`${S.record.run} ${shortId(runId)}`, withPeek({ kind: "run", id: `run:${runId}` }), "peek");
  return (
    <TextButton look="link" className="self-start" onClick={open}>
      {S.peek.itsRun}
    </TextButton>
  );
}
