import { formatCount, formatDuration, formatUsd } from "../../src/core/view-model/format.ts";
import type { PanelView, PeekView } from "../../src/core/view-model/panel-view.ts";
import { TextButton } from "../components/button.tsx";
import { withPeek } from "../state/intent-changes.ts";
import { usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import { shortId } from "../text/labels.ts";
import { Facts, instantText, listText } from "./facts.tsx";
import { RecordActions } from "./record-actions.tsx";
import { RecordHead } from "./record-head.tsx";
import { RecordLineParts } from "./record-line-parts.tsx";

export interface CallPeekProps {
  readonly peek: Extract<PeekView, { kind: "call" }>;
  readonly view: PanelView;
}

/** One call: every field it was written with, and the line itself. */
export function CallPeek({ peek, view }: CallPeekProps) {
  const { locale } = view;
  const { call, summary } = peek;
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
      <Facts
        title={S.peek.record}
        facts={[
          [S.feed.columns.time, instantText(call.atMs, view)],
          [S.peek.tags, listText(call.tags)],
        ]}
      />
      <RecordLineParts line={peek} />
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
