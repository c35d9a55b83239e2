import { useEffect } from "react";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import { useElementWidth } from "../hooks/use-element-width.ts";
import { useLate } from "../hooks/use-late.ts";
import { useRememberedScroll } from "../hooks/use-remembered-scroll.ts";
import { useTelemetryData } from "../hooks/use-telemetry-data.ts";
import { Breadcrumb } from "../peek/breadcrumb.tsx";
import { Peek } from "../peek/peek.tsx";
import { EmptyState } from "../sections/empty-state.tsx";
import { ExportBar } from "../sections/export-bar.tsx";
import { Header } from "../sections/header.tsx";
import { HealthLine } from "../sections/health-line.tsx";
import { LoadingBar } from "../sections/loading-bar.tsx";
import { Notices } from "../sections/notices.tsx";
import { Skeleton } from "../sections/skeleton.tsx";
import { usePanelState, usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import { ErrorBoundary } from "./error-boundary.tsx";
import { Failure } from "./failure.tsx";
import { LiveRegion } from "./live-region.tsx";
import { Overview } from "./overview.tsx";

const SIDEBAR_PX = 300;
const DASHBOARD_PX = 1200;
const BESIDE_PX = 900;
const NARROW_PX = 560;
const PADDING_PX = 24;
const PEEK_PX = 420;

/** The whole panel, in the side bar and in the dashboard: its width decides its shape. */
export function App() {
  const store = usePanelStore();
  const { view } = useTelemetryData();
  const { intent, trail, isOutdated, hasFailed } = usePanelState();
  const [ref, widthPx] = useElementWidth(store.surface === "dashboard" ? DASHBOARD_PX : SIDEBAR_PX);
  const isBeside = widthPx >= BESIDE_PX;
  const peek = view && intent.peek ? <Peek view={view} intent={intent.peek} isBeside={isBeside} /> : null;
  const innerPx = widthPx - PADDING_PX - (peek && isBeside ? PEEK_PX : 0);
  if (isOutdated) return <Outdated />;
  return (
    <div ref={ref} className="flex h-full min-w-0 flex-col overflow-clip">
      <ErrorBoundary>
        <Header view={view} isNarrow={widthPx < NARROW_PX} />
      </ErrorBoundary>
      {trail.length > 0 && !peek ? (
        <div className="flex h-[30px] shrink-0 items-center border-b border-line px-3">
          <Breadcrumb steps={3} />
        </div>
      ) : null}
      {hasFailed ? <Failure hasView={view !== null} /> : null}
      <main className="flex min-h-0 flex-1">
        {peek && !isBeside ? null : <Content view={view} widthPx={innerPx} />}
        {peek}
      </main>
      {view ? (
        <ErrorBoundary>
          <HealthLine view={view} />
        </ErrorBoundary>
      ) : null}
      <LiveRegion />
    </div>
  );
}

interface ContentProps {
  readonly view: PanelView | null;
  readonly widthPx: number;
}

function Content({ view, widthPx }: ContentProps) {
  const [scroller, onScroll] = useRememberedScroll("main");
  const { restore } = usePanelState();
  useEffect(() => {
    // Back took away what had the focus: the keyboard goes on where the reader is.
    if (restore > 0 && document.activeElement === document.body)
      scroller.current?.focus({ preventScroll: true });
  }, [restore, scroller]);
  return (
    <div
      ref={scroller}
      tabIndex={-1}
      data-scroller
      onScroll={onScroll}
      // "relative": what only screen readers see stays inside, and cannot make the page itself scroll.
      className="relative min-w-0 flex-1 overflow-x-hidden overflow-y-auto px-3 py-2 outline-none"
    >
      {view ? <Answered view={view} widthPx={widthPx} /> : <Unanswered widthPx={widthPx} />}
    </div>
  );
}

function Unanswered({ widthPx }: { readonly widthPx: number }) {
  const { isWaiting } = usePanelState();
  const isLate = useLate(isWaiting);
  return isLate ? <Skeleton widthPx={widthPx} /> : null;
}

function Answered({ view, widthPx }: { readonly view: PanelView; readonly widthPx: number }) {
  const { state } = view;
  return (
    <>
      <ErrorBoundary>
        <Notices notices={view.notices} />
        <ExportBar locale={view.locale} />
      </ErrorBoundary>
      {state.kind === "loading" ? <LoadingBar state={state} locale={view.locale} /> : null}
      {state.kind === "ready" || (state.kind === "loading" && state.records > 0) ? (
        <Overview view={view} widthPx={widthPx} />
      ) : null}
      {state.kind === "loading" && state.records === 0 ? <Skeleton widthPx={widthPx} /> : null}
      {state.kind === "ready" || state.kind === "loading" ? null : <EmptyState state={state} />}
    </>
  );
}

function Outdated() {
  return (
    <div role="alert" className="flex flex-col gap-1 p-3">
      <h2 className="font-semibold">{S.outdated.title}</h2>
      <p>{S.outdated.text}</p>
    </div>
  );
}
