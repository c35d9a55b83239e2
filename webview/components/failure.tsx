import { usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import { TextButton } from "./button.tsx";
import { Icon } from "./icon.tsx";

export interface FailureProps {
  /** Figures of an earlier answer stand below. */
  readonly hasView: boolean;
}

/** Says that the host could not answer, above whatever else is there; gone with the next answer. */
export function Failure({ hasView }: FailureProps) {
  const store = usePanelStore();
  return (
    <div
      role="alert"
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-raised px-3 py-[5px]"
    >
      <span className="flex min-w-0 items-center gap-2">
        <Icon name="error" className="text-failed" />
        <span>
          {S.unanswered.title} {hasView ? S.unanswered.old : null}
        </span>
      </span>
      <TextButton onClick={() => store.retry()}>{S.unanswered.retry}</TextButton>
      <TextButton look="link" onClick={() => store.send({ type: "runCommand", command: "openLog" })}>
        {S.unanswered.log}
      </TextButton>
    </div>
  );
}
