import type { ReactNode } from "react";
import type { PanelState } from "../../src/core/view-model/panel-view.ts";
import { TextButton } from "../components/button.tsx";
import { RecordText } from "../components/record-text.tsx";
import { withPeek } from "../state/intent-changes.ts";
import { usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import type { PanelCommand } from "../vscode-api.ts";

type Empty = Exclude<PanelState, { kind: "ready" | "loading" }>;

/** Why there is nothing to show: what was looked for, where, and the one next thing to do. */
export function EmptyState({ state }: { readonly state: Empty }) {
  const store = usePanelStore();
  const run = (command: PanelCommand) => () => store.send({ type: "runCommand", command });
  const openHealth = () => store.drill(S.health.title, withPeek({ kind: "health" }), "peek");
  const { states } = S;
  if (state.kind === "no-folder") return <Shell {...states.noFolder} onAction={run("chooseFolder")} />;
  if (state.kind === "denied") {
    return <Shell {...states.denied} paths={state.files} onAction={run("refresh")} />;
  }
  if (state.kind === "no-files") {
    return (
      <Shell {...states.noFiles} paths={state.lookedIn} onAction={run("openSampleData")}>
        <p className="text-muted">{states.noFiles.hint}</p>
      </Shell>
    );
  }
  return (
    <Shell {...states.noRecords} paths={state.files} onAction={openHealth}>
      {state.unreadable > 0 ? <p>{states.noRecords.unreadable(String(state.unreadable))}</p> : null}
    </Shell>
  );
}

interface ShellProps {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly paths?: readonly string[];
  readonly onAction: () => void;
  readonly children?: ReactNode;
}

function Shell({ title, text, action, paths = [], onAction, children }: ShellProps) {
  return (
    <section aria-label={title} className="mx-auto flex w-full max-w-[420px] flex-col gap-2 py-6">
      <h2 className="font-semibold">{title}</h2>
      <p>{text}</p>
      {paths.length > 0 ? (
        <ul className="font-mono text-label text-muted">
          {paths.map((path) => (
            <li key={path} className="flex">
              <RecordText text={path} />
            </li>
          ))}
        </ul>
      ) : null}
      {children}
      <TextButton look="primary" className="mt-1 w-full" onClick={onAction}>
        {action}
      </TextButton>
      <MoreWays action={action} />
    </section>
  );
}

interface Way {
  readonly label: string;
  readonly command: PanelCommand;
  readonly title?: string;
  readonly isHidden?: boolean;
}

/** What else can be done, beside the one next thing. */
function MoreWays({ action }: Pick<ShellProps, "action">) {
  const store = usePanelStore();
  const { states } = S;
  const ways: readonly Way[] = [
    { label: states.walkthrough, command: "openWalkthrough" },
    { label: states.guide, command: "openGuide", title: states.guideTitle },
    { label: states.sample, command: "openSampleData", isHidden: action === states.noFiles.action },
    { label: states.choose, command: "chooseFolder", isHidden: action === states.noFolder.action },
  ];
  return (
    <p className="flex flex-wrap gap-x-3 pt-1">
      {ways
        .filter(({ isHidden }) => !isHidden)
        .map(({ label, command, title }) => (
          <TextButton
            key={command}
            look="link"
            title={title}
            onClick={() => store.send({ type: "runCommand", command })}
          >
            {label}
          </TextButton>
        ))}
    </p>
  );
}
