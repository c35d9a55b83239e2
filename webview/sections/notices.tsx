import type { Notice } from "../../src/core/view-model/panel-view.ts";
import { IconButton, TextButton } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import { visibleText } from "../text/safe-text.ts";

export interface NoticesProps {
  readonly notices: readonly Notice[];
}

/** What the reader should know before trusting the figures; one line each. */
export function Notices({ notices }: NoticesProps) {
  if (notices.length === 0) return null;
  return (
    <ul aria-label={S.notices.label} className="flex flex-col gap-1 pb-2">
      {notices.map((notice) => (
        <NoticeLine key={notice.id} notice={notice} />
      ))}
    </ul>
  );
}

function NoticeLine({ notice }: { readonly notice: Notice }) {
  const store = usePanelStore();
  const { action, severity } = notice;
  return (
    <li className="flex min-h-[24px] items-start gap-2 rounded-[3px] bg-raised px-2 py-[3px] hc:border hc:border-contrast">
      <Icon name={severity} className={severity === "warning" ? "mt-px text-warning" : "mt-px text-muted"} />
      <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {visibleText(notice.text)}{" "}
        {action ? (
          <TextButton look="link" onClick={() => store.send({ type: "runCommand", command: action.command })}>
            {action.label}
          </TextButton>
        ) : null}
      </p>
      {notice.isDismissible ? (
        <IconButton
          icon="close"
          label={S.notices.dismiss}
          className="-my-[2px]"
          onClick={() => store.send({ type: "dismissNotice", id: notice.id })}
        />
      ) : null}
    </li>
  );
}
