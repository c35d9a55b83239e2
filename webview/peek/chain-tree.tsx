import type { ChainNode } from "../../src/core/rollup/run-detail.ts";
import { formatUsd } from "../../src/core/view-model/format.ts";
import { Figure } from "../components/figure.tsx";
import { RecordText } from "../components/record-text.tsx";
import { StatusIcon } from "../components/status-icon.tsx";
import { useDrill } from "../hooks/use-drill.ts";
import { S } from "../strings.ts";
import { shortId } from "../text/labels.ts";

export interface ChainTreeProps {
  readonly chain: readonly ChainNode[];
  readonly currentId: string;
  readonly locale: string;
}

const INDENT_PX = 12;
const DEEPEST = 8;

/** The runs that started each other, with what each branch cost in all. */
export function ChainTree({ chain, currentId, locale }: ChainTreeProps) {
  const { record } = useDrill();
  return (
    <ul aria-label={S.peek.chain}>
      {chain.map(({ run, depth, cumulativeCostUsd, isCycle }, index) => (
        <li key={`${index}:${run.id}`} style={{ paddingLeft: Math.min(depth, DEEPEST) * INDENT_PX }}>
          <button
            type="button"
            aria-current={run.id === currentId ? "true" : undefined}
            disabled={run.id === currentId || isCycle}
            onClick={() => record("run", run.id, run.workflow)}
            className="flex h-[22px] w-full min-w-0 items-center gap-2 text-left enabled:hover:bg-hover aria-[current]:font-semibold"
          >
            <StatusIcon status={run.status} hasText={false} />
            <RecordText text={run.workflow ?? shortId(run.id)} className="flex-1" />
            {isCycle ? <span className="text-label text-muted">{S.peek.cycle}</span> : null}
            <Figure
              isCompact
              value={cumulativeCostUsd === null ? null : formatUsd(cumulativeCostUsd, locale)}
            />
          </button>
        </li>
      ))}
    </ul>
  );
}
