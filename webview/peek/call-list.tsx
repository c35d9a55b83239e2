import type { CallRow } from "../../src/core/rollup/record-rows.ts";
import { formatDuration, formatUsd } from "../../src/core/view-model/format.ts";
import { Figure } from "../components/figure.tsx";
import { RecordText } from "../components/record-text.tsx";
import { StatusIcon } from "../components/status-icon.tsx";
import { useDrill } from "../hooks/use-drill.ts";
import { S } from "../strings.ts";

export interface CallListProps {
  readonly calls: readonly CallRow[];
  readonly locale: string;
}

/** The calls of a run, one line each; a line opens its call. */
export function CallList({ calls, locale }: CallListProps) {
  const { record } = useDrill();
  return (
    <ul aria-label={S.peek.calls}>
      {calls.map((call) => (
        <li key={call.id}>
          <button
            type="button"
            onClick={() => record("call", call.id, call.step ?? call.workflow)}
            className="flex h-[22px] w-full min-w-0 items-center gap-2 text-left hover:bg-hover hc:hover:outline hc:hover:outline-contrast"
          >
            <StatusIcon status={call.status} hasText={false} />
            <RecordText
              text={call.requestedTier ?? call.step ?? call.workflow ?? S.notReported}
              className="min-w-[60px] flex-1"
            />
            <RecordText text={call.model ?? ""} className="min-w-0 text-muted" />
            <Figure
              isCompact
              value={call.costUsd === null ? null : formatUsd(call.costUsd, locale)}
              className="w-[56px] shrink-0 text-right"
            />
            <Figure
              isCompact
              value={call.latencyMs === null ? null : formatDuration(call.latencyMs, locale)}
              className="w-[56px] shrink-0 text-right text-muted"
            />
          </button>
        </li>
      ))}
    </ul>
  );
}
