import type { StageRow } from "../../src/core/rollup/run-detail.ts";
import { formatDuration, formatUsd } from "../../src/core/view-model/format.ts";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import { seriesColor } from "../charts/series-color.ts";
import { Figure } from "../components/figure.tsx";
import { Icon } from "../components/icon.tsx";
import { RecordText } from "../components/record-text.tsx";
import { useDrill } from "../hooks/use-drill.ts";
import { S } from "../strings.ts";
import { visibleText } from "../text/safe-text.ts";

export interface WaterfallProps {
  readonly stages: readonly StageRow[];
  readonly view: PanelView;
}

/** The stages of a run as bars on one time axis; skipped ones are hatched. */
export function Waterfall({ stages, view }: WaterfallProps) {
  const totalMs = Math.max(1, ...stages.map((stage) => stage.startOffsetMs + (stage.latencyMs ?? 0)));
  return (
    <>
      <ol aria-label={S.peek.stages}>
        {stages.map((stage, index) => (
          <Stage key={`${index}:${stage.name ?? ""}`} stage={stage} view={view} totalMs={totalMs} />
        ))}
      </ol>
      <div
        aria-hidden="true"
        className="flex justify-between border-t border-line pt-0.5 text-label text-muted tabular-nums"
      >
        <span>0</span>
        <span>{formatDuration(totalMs, view.locale)}</span>
      </div>
      <p className="text-label text-muted">{S.peek.stagesNote}</p>
    </>
  );
}

const STATES = {
  success: { icon: "pass", className: "text-passed" },
  failed: { icon: "error", className: "text-failed" },
  skipped: { icon: "debug-step-over", className: "text-muted" },
  unknown: { icon: "question", className: "text-muted" },
} as const;

interface StageProps {
  readonly stage: StageRow;
  readonly view: PanelView;
  readonly totalMs: number;
}

function Stage({ stage, view, totalMs }: StageProps) {
  const { icon, className } = STATES[stage.state];
  const { locale } = view;
  return (
    <li className="flex flex-col gap-[2px] py-[4px]" title={titleOf(stage)}>
      <div className="flex h-[20px] items-center gap-1">
        <Icon name={icon} className={className} />
        <span className="sr-only">{S.peek.stageStates[stage.state]}</span>
        <StageName stage={stage} />
        {stage.tier === null ? null : (
          <RecordText text={stage.tier} className="shrink-[2] text-label text-muted" />
        )}
        {stage.state === "skipped" ? null : <StageFigures stage={stage} locale={locale} />}
      </div>
      <StageBar stage={stage} view={view} totalMs={totalMs} />
      {stage.skipReason === null ? null : (
        <RecordText text={S.peek.skipped(stage.skipReason)} className="text-label text-muted" />
      )}
      {stage.error === null ? null : <RecordText text={stage.error} className="text-label text-error" />}
    </li>
  );
}

function StageFigures({ stage, locale }: { readonly stage: StageRow; readonly locale: string }) {
  return (
    <>
      <Figure
        isCompact
        value={stage.costUsd === null ? null : formatUsd(stage.costUsd, locale)}
        className="ml-auto shrink-0 pl-2"
      />
      <Figure
        isCompact
        value={stage.latencyMs === null ? null : formatDuration(stage.latencyMs, locale)}
        className="w-[60px] shrink-0 text-right text-muted"
      />
    </>
  );
}

function StageName({ stage }: { readonly stage: StageRow }) {
  const { record } = useDrill();
  const { callId, name } = stage;
  if (name === null) return <Figure isCompact value={null} />;
  if (callId === null) return <RecordText text={name} />;
  return (
    <button
      type="button"
      onClick={() => record("call", callId, name)}
      className="flex min-w-0 hover:text-link hover:underline"
    >
      <RecordText text={name} />
    </button>
  );
}

function StageBar({ stage, view, totalMs }: StageProps) {
  const isSkipped = stage.state === "skipped";
  const left = (stage.startOffsetMs / totalMs) * 100;
  const width = isSkipped ? 6 : Math.max(0.5, ((stage.latencyMs ?? 0) / totalMs) * 100);
  return (
    <div aria-hidden="true" className="relative h-[8px] rounded-[2px] bg-track">
      <div
        className={`absolute inset-y-0 rounded-[2px] hc:border hc:border-contrast ${isSkipped ? "hatched opacity-50" : ""}`}
        style={{
          left: `${Math.min(left, 100 - width)}%`,
          width: `${width}%`,
          ...(isSkipped
            ? {}
            : { backgroundColor: seriesColor("tier", stage.tier ?? "(none)", view.settings.chartColors) }),
        }}
      />
    </div>
  );
}

function titleOf(stage: StageRow): string {
  const parts = [stage.name, stage.tier, stage.model, S.peek.stageStates[stage.state]];
  return parts
    .filter((part) => part !== null)
    .map(visibleText)
    .join(" · ");
}
