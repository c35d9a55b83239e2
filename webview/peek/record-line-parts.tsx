import type { RecordLine } from "../../src/core/view-model/panel-view.ts";
import { FieldList } from "../components/field-list.tsx";
import { S } from "../strings.ts";
import { visibleText } from "../text/safe-text.ts";
import { Part } from "./part.tsx";

export interface RecordLinePartsProps {
  readonly line: RecordLine;
}

/** What the line of a record says: its fields as a table, its metadata, and the line itself. */
export function RecordLineParts({ line }: RecordLinePartsProps) {
  const { fields, metadata, rawPreview, rawLocation } = line;
  if (!hasLine(line)) return null;
  return (
    <>
      <Fields title={S.peek.fields} lines={fields} />
      <Fields title={S.peek.metadata} lines={metadata} />
      <Part title={S.peek.raw} note={visibleText(rawLocation)}>
        {rawPreview === "" ? (
          <p className="text-muted">{S.peek.noRaw}</p>
        ) : (
          <pre
            dir="ltr"
            className="rounded-[3px] bg-raised p-2 font-mono text-label [overflow-wrap:anywhere] whitespace-pre-wrap hc:border hc:border-contrast"
          >
            {visibleText(rawPreview)}
          </pre>
        )}
      </Part>
    </>
  );
}

/** A run in progress has no line of its own yet. */
export function hasLine({ rawLocation }: RecordLine): boolean {
  return rawLocation !== "";
}

function Fields({ title, lines }: { readonly title: string; readonly lines: RecordLine["fields"] }) {
  if (lines.length === 0) return null;
  return (
    <Part title={title}>
      <FieldList label={title} lines={lines} />
    </Part>
  );
}
