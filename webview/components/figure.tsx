import { S } from "../strings.ts";

export interface FigureProps {
  /** Formatted; `null` when no record reports it. */
  readonly value: string | null;
  readonly className?: string;
  /** In columns: a dash whose tooltip, and whose text for screen readers, say it in full. */
  readonly isCompact?: boolean;
}

/** A number, or "not reported" in muted text. */
export function Figure({ value, className = "", isCompact = false }: FigureProps) {
  if (value !== null) return <span className={`tabular-nums ${className}`}>{value}</span>;
  if (isCompact) {
    return (
      <span className={`text-muted group-aria-selected:text-inherit ${className}`} title={S.notReported}>
        <span aria-hidden="true">–</span>
        <span className="sr-only">{S.notReported}</span>
      </span>
    );
  }
  return (
    <span className={`truncate text-muted ${className}`} title={S.notReportedTitle}>
      {S.notReported}
    </span>
  );
}
