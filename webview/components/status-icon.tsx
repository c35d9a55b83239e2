import type { RecordStatus } from "../../src/core/rollup/query.ts";
import { statusLabel } from "../text/labels.ts";
import { Icon } from "./icon.tsx";

const ICONS: Readonly<Record<RecordStatus, { readonly name: string; readonly className: string }>> = {
  success: { name: "pass", className: "text-passed" },
  error: { name: "error", className: "text-failed" },
  running: { name: "play-circle", className: "text-accent" },
  incomplete: { name: "circle-slash", className: "text-muted" },
  unknown: { name: "question", className: "text-muted" },
};

export interface StatusIconProps {
  readonly status: RecordStatus;
  /** The word beside the shape; without it the word is in the tooltip and for screen readers. */
  readonly hasText: boolean;
}

/** A status by shape and word; its colour only repeats them. */
export function StatusIcon({ status, hasText }: StatusIconProps) {
  const { name, className } = ICONS[status];
  const label = statusLabel(status);
  return (
    <span className="inline-flex min-w-0 items-center gap-1" title={hasText ? undefined : label}>
      <Icon name={name} className={className} />
      <span className={hasText ? "truncate" : "sr-only"}>{label}</span>
    </span>
  );
}
