import { useEffect, useRef } from "react";
import type { ReactNode, RefObject } from "react";
import type { PanelView, PeekView } from "../../src/core/view-model/panel-view.ts";
import type { Peek as PeekIntent } from "../../src/core/view-model/panel-intent.ts";
import { IconButton } from "../components/button.tsx";
import { ErrorBoundary } from "../components/error-boundary.tsx";
import { useLate } from "../hooks/use-late.ts";
import { useRememberedScroll } from "../hooks/use-remembered-scroll.ts";
import { usePanelState, usePanelStore } from "../state/panel-context.ts";
import type { PanelStore } from "../state/panel-store.ts";
import { S } from "../strings.ts";
import { Breadcrumb } from "./breadcrumb.tsx";
import { CallPeek } from "./call-peek.tsx";
import { ExplainPeek } from "./explain-peek.tsx";
import { HealthPeek } from "./health-peek.tsx";
import { RunPeek } from "./run-peek.tsx";

export interface PeekProps {
  readonly view: PanelView;
  readonly intent: PeekIntent;
  /** Stands beside the overview; else in its place. */
  readonly isBeside: boolean;
}

/** One record, the data health or an explanation, with the way that led to it. */
export function Peek({ view, intent, isBeside }: PeekProps) {
  const store = usePanelStore();
  const panel = usePeekFocus();
  useEscape(panel, store);
  const [scroller, onScroll] = useRememberedScroll("peek");
  const { isWaiting } = usePanelState();
  // Once nothing is under way, what the host answered is the answer, whatever address it has for the record.
  const answer = view.peek !== null && (!isWaiting || answers(view.peek, intent)) ? view.peek : null;
  return (
    <section
      ref={panel}
      tabIndex={-1}
      aria-label={S.peek.label}
      className={`flex min-h-0 min-w-0 flex-col outline-none ${isBeside ? "w-[420px] shrink-0 border-l border-line" : "flex-1"}`}
    >
      <div className="flex min-h-[34px] shrink-0 items-center gap-1 border-b border-line px-3">
        <Breadcrumb steps={isBeside ? 3 : 2} />
        <IconButton icon="close" label={S.close} className="ml-auto" onClick={() => store.closePeek()} />
      </div>
      <div ref={scroller} onScroll={onScroll} className="relative min-h-0 flex-1 overflow-y-auto px-3 py-2">
        <ErrorBoundary key={JSON.stringify(intent)}>
          {answer ? <Answer answer={answer} view={view} /> : <Pending />}
        </ErrorBoundary>
      </div>
    </section>
  );
}

function answers(answer: PeekView, intent: PeekIntent): boolean {
  if (intent.kind === "health") return answer.kind === "health";
  if (intent.kind === "explain") return answer.kind === "explain" && answer.figure === intent.figure;
  return (
    "id" in answer && answer.id === intent.id && (answer.kind === intent.kind || answer.kind === "missing")
  );
}

function Answer({ answer, view }: { readonly answer: PeekView; readonly view: PanelView }): ReactNode {
  if (answer.kind === "run") return <RunPeek peek={answer} view={view} />;
  if (answer.kind === "call") return <CallPeek peek={answer} view={view} />;
  if (answer.kind === "explain") return <ExplainPeek peek={answer} />;
  if (answer.kind === "health") return <HealthPeek peek={answer} view={view} />;
  return (
    <>
      <h2 className="font-semibold">{S.peek.missing}</h2>
      <p className="text-muted">{S.peek.missingText}</p>
    </>
  );
}

function Pending() {
  const isLate = useLate(true);
  if (!isLate) return null;
  return (
    <div role="status" aria-label={S.loadingView} className="pulse flex flex-col gap-[6px]">
      {["w-[70%]", "w-[50%]", "w-[85%]", "w-[60%]", "w-[75%]"].map((width) => (
        <div key={width} className={`h-[16px] rounded-[3px] bg-track ${width}`} />
      ))}
    </div>
  );
}

/** Escape inside the panel leads one step back. */
function useEscape(panel: RefObject<HTMLElement | null>, store: PanelStore): void {
  useEffect(() => {
    const element = panel.current;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      store.back();
    };
    element?.addEventListener("keydown", onKey);
    return () => element?.removeEventListener("keydown", onKey);
  }, [panel, store]);
}

function usePeekFocus() {
  const { focus } = usePanelState();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (focus.target === "peek") panel.current?.focus({ preventScroll: true });
  }, [focus]);
  return panel;
}
