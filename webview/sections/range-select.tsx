import { useState } from "react";
import type { RangeChoice } from "../../src/core/rollup/query.ts";
import { Select } from "../components/select.tsx";
import { usePanelState, usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";

type RangeKind = RangeChoice["kind"];

const KINDS: readonly RangeKind[] = ["today", "7d", "30d", "all", "custom"];

/** Today, 7 or 30 days, all, or whole days of the reader's own. */
export function RangeSelect() {
  const store = usePanelStore();
  const { range } = usePanelState().intent;
  const choose = (choice: RangeChoice) =>
    store.change((intent) => ({ ...intent, range: choice, feed: { ...intent.feed, offset: 0 } }));
  const onKind = (kind: RangeKind) => choose(kind === "custom" ? { kind, from: null, to: null } : { kind });
  return (
    <div role="search" aria-label={S.header.range} className="flex min-w-0 flex-wrap items-center gap-1">
      <Select
        label={S.header.range}
        value={range.kind}
        options={KINDS.map((value) => ({ value, label: S.header.ranges[value] }))}
        onChange={onKind}
      />
      {range.kind === "custom" ? (
        <>
          <DayInput label={S.header.from} day={range.from} onDay={(from) => choose({ ...range, from })} />
          <span aria-hidden="true" className="text-muted">
            –
          </span>
          <DayInput label={S.header.to} day={range.to} onDay={(to) => choose({ ...range, to })} />
        </>
      ) : null}
    </div>
  );
}

interface DayInputProps {
  readonly label: string;
  readonly day: string | null;
  readonly onDay: (day: string | null) => void;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A whole day; an empty one leaves its side open. Half-typed years are not asked for. */
function DayInput({ label, day, onDay }: DayInputProps) {
  const [draft, setDraft] = useState(day ?? "");
  const onText = (text: string) => {
    setDraft(text);
    if (text === "") onDay(null);
    else if (DAY.test(text) && text >= "2000") onDay(text);
  };
  return (
    <input
      type="date"
      aria-label={label}
      title={label}
      value={draft}
      onChange={(event) => onText(event.target.value)}
      className="h-[24px] w-[112px] rounded-[4px] border border-input-line bg-input px-1 text-label text-input-fg"
    />
  );
}
