import type { FieldLine } from "../../src/core/view-model/panel-view.ts";
import { FieldList } from "../components/field-list.tsx";
import { Section } from "../components/section.tsx";
import { S } from "../strings.ts";

export interface QualityProps {
  readonly lines: readonly FieldLine[];
  readonly isFoldable: boolean;
}

/** Tests, coverage and assignments in words. Absent when no file of theirs was found. */
export function Quality({ lines, isFoldable }: QualityProps) {
  if (lines.length === 0) return null;
  return (
    <Section id="quality" title={S.quality.title} isFoldable={isFoldable} isFoldedAtFirst={isFoldable}>
      <FieldList label={S.quality.title} lines={lines} />
    </Section>
  );
}
