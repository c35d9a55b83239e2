import type { RecordStatus } from "../../src/core/rollup/query.ts";
import { StatusIcon } from "../components/status-icon.tsx";
import { Figure } from "../components/figure.tsx";
import { visibleText } from "../text/safe-text.ts";

export interface HeadFigure {
  readonly label: string;
  /** `null` is "not reported". */
  readonly value: string | null;
  readonly title?: string | undefined;
}

export interface RecordHeadProps {
  readonly summary: string;
  readonly status: RecordStatus;
  readonly figures: readonly HeadFigure[];
}

/** The record in one line, and its few large figures. */
export function RecordHead({ summary, status, figures }: RecordHeadProps) {
  return (
    <div className="flex flex-col gap-2">
      <h2 className="[overflow-wrap:anywhere]">
        <span className="mr-2 inline-flex align-bottom">
          <StatusIcon status={status} hasText />
        </span>
        <bdi dir="auto">{visibleText(summary)}</bdi>
      </h2>
      <dl className="flex flex-wrap gap-x-5 gap-y-1">
        {figures.map(({ label, value, title }) => (
          <div key={label} title={title}>
            <dt className="text-label text-muted">{label}</dt>
            <dd>
              <Figure value={value} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
