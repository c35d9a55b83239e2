import type { RunDetail } from "../../src/core/rollup/run-detail.ts";
import { formatCount, formatDuration, formatInteger, formatUsd } from "../../src/core/view-model/format.ts";
import type { PanelView, PeekView } from "../../src/core/view-model/panel-view.ts";
import { TextButton } from "../components/button.tsx";
import { clearedFilter, withFeed, withPeek } from "../state/intent-changes.ts";
import { usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import { shortId } from "../text/labels.ts";
import { visibleText } from "../text/safe-text.ts";
import { CallList } from "./call-list.tsx";
import { ChainTree } from "./chain-tree.tsx";
import { Facts, instantText, listText } from "./facts.tsx";
import type { Fact } from "./facts.tsx";
import { Part } from "./part.tsx";
import { RecordActions } from "./record-actions.tsx";
import { RecordHead } from "./record-head.tsx";
import type { HeadFigure } from "./record-head.tsx";
import { hasLine, RecordLineParts } from "./record-line-parts.tsx";
import { Waterfall } from "./waterfall.tsx";

export interface RunPeekProps {
  readonly peek: Extract<PeekView, { kind: "run" }>;
  readonly view: PanelView;
}

/** One run: what it cost and why, stage by stage, call by call. */
export function RunPeek({ peek, view }: RunPeekProps) {
  const { detail, summary } = peek;
  const { run, stages, chain, routing } = detail;
  return (
    <article aria-label={S.peek.run} className="flex flex-col gap-3">
      <RecordHead summary={summary} status={run.status} figures={figuresOf(detail, view)} />
      <RecordActions kind="run" id={run.id} hasLine={hasLine(peek)} />
      {run.error === null ? null : (
        <p className="text-error [overflow-wrap:anywhere]">
          <bdi dir="auto">{visibleText(run.error)}</bdi>
        </p>
      )}
      {run.hasNoModelCall ? <p className="text-muted">{S.peek.noModelCall}</p> : null}
      {stages.length > 0 ? (
        <Part title={S.peek.stages}>
          <Waterfall stages={stages} view={view} />
        </Part>
      ) : null}
      <LinkedCalls detail={detail} view={view} />
      {chain.length > 0 ? (
        <Part title={S.peek.chain}>
          <ChainTree chain={chain} currentId={run.id} locale={view.locale} />
        </Part>
      ) : null}
      {routing ? <Facts title={S.peek.routing} facts={routingFacts(routing, view)} /> : null}
      <Facts title={S.peek.record} facts={runFacts(run, view, hasLine(peek))} />
      <RecordLineParts line={peek} />
    </article>
  );
}

function figuresOf({ run }: RunDetail, { locale }: PanelView): readonly HeadFigure[] {
  const usd = (value: number | null) => (value === null ? null : formatUsd(value, locale));
  const baseline = usd(run.baselineCostUsd);
  return [
    { label: S.peek.cost, value: usd(run.costUsd) },
    {
      label: S.peek.duration,
      value: run.durationMs === null ? null : formatDuration(run.durationMs, locale),
    },
    { label: S.peek.tokens, value: run.tokens === null ? null : formatCount(run.tokens, locale) },
    {
      label: S.peek.savings,
      value: usd(run.savingsUsd),
      title: baseline === null ? undefined : S.peek.baseline(baseline),
    },
  ];
}

function LinkedCalls({ detail, view }: { readonly detail: RunDetail; readonly view: PanelView }) {
  const store = usePanelStore();
  const { calls, callsTotal, run } = detail;
  const { locale } = view;
  const { runId } = run;
  const note =
    calls.length < callsTotal
      ? S.peek.callsMore(formatInteger(calls.length, locale), formatInteger(callsTotal, locale))
      : undefined;
  const showAll = () => {
    const toFeed = withFeed({ kind: "calls", filter: { ...clearedFilter(), runId } });
    store.drill(
      `${S.feed.chipRun} ${shortId(runId ?? "")}`,
      (intent) => withPeek(null)(toFeed(intent)),
      "feed",
    );
  };
  return (
    <Part title={S.peek.calls} note={note}>
      {calls.length === 0 ? (
        <p className="text-muted">{S.peek.none}</p>
      ) : (
        <CallList calls={calls} locale={locale} />
      )}
      {runId !== null && callsTotal > 0 ? (
        <TextButton look="link" className="self-start" onClick={showAll}>
          {S.peek.callsAll}
        </TextButton>
      ) : null}
    </Part>
  );
}

function routingFacts(routing: NonNullable<RunDetail["routing"]>, view: PanelView): readonly Fact[] {
  const { routingFields: labels } = S.peek;
  const cost = routing.actualCostUsd === null ? null : formatUsd(routing.actualCostUsd, view.locale);
  return [
    [labels.status, routing.status],
    [labels.complexity, routing.complexity],
    [labels.strategy, routing.strategy],
    [labels.description, routing.description],
    [labels.startedAtMs, instantText(routing.startedAtMs, view)],
    [labels.completedAtMs, instantText(routing.completedAtMs, view)],
    [labels.errorType, routing.errorType],
    [labels.actualCostUsd, cost],
  ];
}

/** What the line does not say, or says in another zone. Without a line, all there is. */
function runFacts(run: RunDetail["run"], view: PanelView, isInLine: boolean): readonly Fact[] {
  return [
    ["run_id", isInLine ? null : run.runId],
    [S.peek.started, instantText(run.startedAtMs, view)],
    [S.peek.completed, instantText(run.completedAtMs, view)],
    [S.feed.columns.provider, listText(run.providers)],
    [S.feed.columns.tier, listText(run.tiers)],
    [S.peek.tags, listText(run.tags)],
  ];
}
