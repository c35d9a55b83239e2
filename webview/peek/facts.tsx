import { formatInstant } from "../../src/core/view-model/format.ts";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import { FieldList } from "../components/field-list.tsx";
import { Part } from "./part.tsx";

/** A label with what is known of it; `null` is not reported. */
export type Fact = readonly [label: string, value: string | null];

export interface FactsProps {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** What is known of a record. What is not reported is left out: a list of absences says nothing. */
export function Facts({ title, facts }: FactsProps) {
  const lines = facts.flatMap(([label, value]) => (value === null ? [] : [{ label, value }]));
  if (lines.length === 0) return null;
  return (
    <Part title={title}>
      <FieldList label={title} lines={lines} />
    </Part>
  );
}

/** In the zone that the panel shows times in. */
export function instantText(atMs: number | null, { timeZone, locale }: PanelView): string | null {
  return atMs === null ? null : formatInstant(atMs, timeZone, locale);
}

export function listText(items: readonly string[]): string | null {
  return items.length === 0 ? null : items.join(", ");
}
