import { TextButton } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";

export interface RecordActionsProps {
  readonly kind: "run" | "call";
  readonly id: string;
  /** A run in progress has no line of its own yet. */
  readonly hasLine: boolean;
}

/** Out of the panel: to the workflow's source, to the line in the file, or a link to it. */
export function RecordActions({ kind, id, hasLine }: RecordActionsProps) {
  const store = usePanelStore();
  return (
    <div className="flex flex-wrap gap-1">
      <TextButton onClick={() => store.send({ type: "openSource", id })}>
        <Icon name="go-to-file" />
        {S.peek.openSource}
      </TextButton>
      {hasLine ? (
        <TextButton onClick={() => store.send({ type: "openRawLine", id })}>
          <Icon name="json" />
          {S.peek.openRaw}
        </TextButton>
      ) : null}
      <TextButton onClick={() => store.send({ type: "copyLink", recordKind: kind, id })}>
        <Icon name="link" />
        {S.peek.copyLink}
      </TextButton>
    </div>
  );
}
