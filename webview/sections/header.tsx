import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import { IconButton } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { usePanelState, usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import { BasisMenu } from "./basis-menu.tsx";
import { exportShown } from "./export-shown.ts";
import { RangeSelect } from "./range-select.tsx";
import { SettingsMenu } from "./settings-menu.tsx";

export interface HeaderProps {
  readonly view: PanelView | null;
  readonly isNarrow: boolean;
}

/** What the figures are about, and the few things to do with all of them. Compact in the side bar. */
export function Header({ view, isNarrow }: HeaderProps) {
  const store = usePanelStore();
  return (
    <header
      aria-label={S.header.label}
      className="flex min-h-[36px] shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-3 py-[5px]"
    >
      <h1 className="sr-only">{S.header.title}</h1>
      <RangeSelect />
      {view && !isNarrow ? <Context view={view} /> : null}
      <div className="ml-auto flex items-center gap-0.5">
        <LiveState isNarrow={isNarrow} />
        {isNarrow ? null : (
          <>
            <IconButton
              icon="refresh"
              label={S.header.refresh}
              onClick={() => store.send({ type: "runCommand", command: "refresh" })}
            />
            <IconButton icon="export" label={S.header.export} onClick={() => exportShown(store)} />
          </>
        )}
        {view ? <SettingsMenu view={view} isNarrow={isNarrow} /> : null}
      </div>
    </header>
  );
}

/** Basis and zone: what every figure rests on. */
function Context({ view }: { readonly view: PanelView }) {
  return (
    <>
      <BasisMenu view={view} />
      <span className="truncate text-label text-muted" title={S.header.zoneTitle(view.timeZone)}>
        {S.header.zone(view.timeZone)}
      </span>
    </>
  );
}

/** Whether the list follows the files, and the switch for it. */
function LiveState({ isNarrow }: { readonly isNarrow: boolean }) {
  const store = usePanelStore();
  const { intent, ui } = usePanelState();
  const { header } = S;
  const held = intent.feed.anchor === null ? null : header.held;
  const text = ui.isPaused ? header.paused : (held ?? header.live);
  const title = ui.isPaused ? header.pausedTitle : held === null ? header.liveTitle : header.heldTitle;
  const isLive = text === header.live;
  return (
    <>
      <span title={title} className="flex items-center gap-1 text-label text-muted">
        <Icon
          name={isLive ? "circle-filled" : "circle-outline"}
          className={`scale-60 ${isLive ? "text-passed" : "text-muted"}`}
        />
        <span className={isNarrow ? "sr-only" : "w-[44px]"}>{text}</span>
      </span>
      <IconButton
        icon={ui.isPaused ? "play" : "debug-pause"}
        label={ui.isPaused ? header.resume : header.pause}
        aria-pressed={ui.isPaused}
        onClick={() => store.setPaused(!ui.isPaused)}
      />
    </>
  );
}
