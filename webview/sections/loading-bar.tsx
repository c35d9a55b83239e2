import { formatBytes, formatCount } from "../../src/core/view-model/format.ts";
import type { PanelState } from "../../src/core/view-model/panel-view.ts";
import { Progress } from "../components/progress.tsx";
import { S } from "../strings.ts";

export interface LoadingBarProps {
  readonly state: Extract<PanelState, { kind: "loading" }>;
  readonly locale: string;
}

/** How far reading has come, in bytes and records. */
export function LoadingBar({ state, locale }: LoadingBarProps) {
  const { bytesRead, bytesTotal, records } = state;
  const total = formatBytes(bytesTotal, locale);
  const read = formatBytes(bytesRead, locale);
  // "1.2 of 3.4 MB": the unit once, when it is the same.
  const [amount, unit] = read.split(" ");
  const shortRead = unit !== undefined && total.endsWith(` ${unit}`) ? (amount ?? read) : read;
  return (
    <div className="pb-2">
      <div className="flex h-[20px] items-center gap-2 text-label text-muted">
        <span>{S.states.loading}</span>
        <span className="ml-auto tabular-nums">
          {S.states.progress(shortRead, total, formatCount(records, locale))}
        </span>
      </div>
      <Progress label={S.states.loading} done={bytesRead} total={bytesTotal} className="block w-full" />
    </div>
  );
}
