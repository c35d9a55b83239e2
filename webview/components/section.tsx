import { useId } from "react";
import type { ReactNode } from "react";
import { usePanelState, usePanelStore } from "../state/panel-context.ts";
import { ErrorBoundary } from "./error-boundary.tsx";
import { Icon } from "./icon.tsx";

export interface SectionProps {
  /** Stable: the reader's choice to fold it is kept under it. */
  readonly id: string;
  readonly title: string;
  /** Muted, after the title. */
  readonly note?: string;
  readonly actions?: ReactNode;
  /** Folds like a pane of the side bar. */
  readonly isFoldable?: boolean;
  readonly isFoldedAtFirst?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A titled part of the panel. A failure inside it stays inside. */
export function Section({ id, title, note, actions, className = "", children, ...fold }: SectionProps) {
  const { ui } = usePanelState();
  const bodyId = useId();
  const headingId = useId();
  const isFolded = fold.isFoldable === true && (ui.collapsed[id] ?? fold.isFoldedAtFirst ?? false);
  return (
    <section aria-labelledby={headingId} className={`min-w-0 ${className}`}>
      <div className="flex h-[26px] items-center gap-1">
        <h2 id={headingId} className="shrink-0 text-label font-semibold whitespace-nowrap">
          {fold.isFoldable ? <FoldButton id={id} title={title} isFolded={isFolded} bodyId={bodyId} /> : title}
        </h2>
        {note === undefined ? null : <span className="truncate pl-1 text-label text-muted">{note}</span>}
        <div className="ml-auto flex shrink-0 items-center gap-0.5">{isFolded ? null : actions}</div>
      </div>
      <div id={bodyId} hidden={isFolded}>
        {isFolded ? null : <ErrorBoundary>{children}</ErrorBoundary>}
      </div>
    </section>
  );
}

interface FoldButtonProps {
  readonly id: string;
  readonly title: string;
  readonly isFolded: boolean;
  readonly bodyId: string;
}

function FoldButton({ id, title, isFolded, bodyId }: FoldButtonProps) {
  const store = usePanelStore();
  const toggle = () => store.setUi({ collapsed: { ...store.getState().ui.collapsed, [id]: !isFolded } });
  return (
    <button
      type="button"
      aria-expanded={!isFolded}
      aria-controls={bodyId}
      onClick={toggle}
      className="-ml-1 flex h-[22px] items-center gap-0.5 pr-1"
    >
      <Icon name={isFolded ? "chevron-right" : "chevron-down"} />
      {title}
    </button>
  );
}
