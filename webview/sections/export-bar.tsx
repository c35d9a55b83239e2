import { useEffect } from "react";
import { formatCount } from "../../src/core/view-model/format.ts";
import type { ExportProgressMessage } from "../../src/protocol/to-webview.ts";
import { IconButton, TextButton } from "../components/button.tsx";
import { Progress } from "../components/progress.tsx";
import { usePanelState, useServices } from "../state/panel-context.ts";
import { S } from "../strings.ts";

/** Progress of an export, with its end said in words. */
export function ExportBar({ locale }: { readonly locale: string }) {
  const { store, announcer } = useServices();
  const { exportProgress } = usePanelState();
  const text = exportProgress ? textOf(exportProgress, locale) : "";
  const isRunning = exportProgress?.state === "running";
  useEffect(() => {
    if (text !== "" && !isRunning) announcer.say(text);
  }, [announcer, text, isRunning]);
  if (!exportProgress) return null;
  return (
    <div className="mb-2 flex min-h-[24px] items-center gap-2 rounded-[3px] bg-raised px-2 hc:border hc:border-contrast">
      <span className="shrink-0 tabular-nums">{text}</span>
      {isRunning ? (
        <Progress
          label={text}
          done={exportProgress.done}
          total={exportProgress.total}
          className="min-w-0 flex-1"
        />
      ) : null}
      <span className="ml-auto flex items-center gap-1">
        {isRunning ? (
          <TextButton look="link" onClick={() => store.send({ type: "cancelExport" })}>
            {S.exporting.cancel}
          </TextButton>
        ) : (
          <IconButton icon="close" label={S.close} onClick={() => store.dismissExport()} />
        )}
      </span>
    </div>
  );
}

function textOf({ state, done, total }: ExportProgressMessage, locale: string): string {
  if (state === "cancelled") return S.exporting.cancelled;
  if (state === "failed") return S.exporting.failed;
  const count = formatCount(done, locale);
  return state === "done" ? S.exporting.done(count) : S.exporting.running(count, formatCount(total, locale));
}
