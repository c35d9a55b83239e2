import { S } from "../strings.ts";

export interface FigureProps {
  /** Formatted; `null` when no record reports it. */
  readonly value: string | null;
  readonly className?: string;
}

/** A number, or "not reported" in muted text. */
export function Figure({ value, className = "" }: FigureProps) {
  if (value !== null) return <span className={`tabular-nums ${className}`}>{value}</span>;
  return (
    <span className={`truncate text-muted ${className}`} title={S.notReportedTitle}>
      {S.notReported}
    </span>
  );
}
