import type { FieldLine } from "../../src/core/view-model/panel-view.ts";
import { RecordText } from "./record-text.tsx";

export interface FieldListProps {
  readonly label: string;
  readonly lines: readonly FieldLine[];
}

/** Names and values in two columns. Both can come from a record. */
export function FieldList({ label, lines }: FieldListProps) {
  return (
    <dl aria-label={label} className="grid grid-cols-[minmax(72px,max-content)_minmax(0,1fr)] gap-x-3">
      {lines.map((line, index) => (
        <div key={`${index}:${line.label}`} className="contents">
          <dt className="flex min-h-[22px] max-w-[160px] items-center leading-tight text-muted">
            {/* Labels wrap: half a label says less than none. */}
            <RecordText text={line.label} className="[overflow-wrap:anywhere] whitespace-normal!" />
          </dt>
          <dd className="flex min-h-[22px] min-w-0 items-center tabular-nums">
            <RecordText text={line.value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
