import type { ReactNode } from "react";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import { Icon } from "../components/icon.tsx";
import { Popover, useClosePopover } from "../components/popover.tsx";
import { Select } from "../components/select.tsx";
import { withPeek } from "../state/intent-changes.ts";
import { usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import type { PanelCommand } from "../vscode-api.ts";
import { BasisChoice } from "./basis-menu.tsx";
import { exportShown } from "./export-shown.ts";

export interface SettingsMenuProps {
  readonly view: PanelView;
  /** In the side bar the menu also holds what the header has no room for. */
  readonly isNarrow: boolean;
}

/** The settings people change most. The truth is in VS Code's settings; this reads and writes the same keys. */
export function SettingsMenu({ view, isNarrow }: SettingsMenuProps) {
  return (
    <Popover
      label={S.header.settings}
      isIconOnly
      trigger={<Icon name="gear" />}
      triggerClassName="inline-flex size-[22px] items-center justify-center rounded-[5px] hover:bg-toolbar-hover hc:border hc:border-transparent hc:hover:border-contrast"
      widthPx={260}
    >
      <div className="flex flex-col gap-2">
        {isNarrow ? (
          <div className="flex flex-col gap-1 border-b border-line pb-2">
            <span className="text-label text-muted">{S.header.basis}</span>
            <BasisChoice view={view} />
          </div>
        ) : null}
        <Choices view={view} />
        <Commands isNarrow={isNarrow} />
      </div>
    </Popover>
  );
}

const REFRESH = [10, 30, 60, 0] as const;
const REFRESH_OPTIONS = REFRESH.map((seconds) => ({
  value: `${seconds}`,
  label: S.settings.refreshValues[seconds],
}));
const COLORS = (["theme", "colorblind"] as const).map((value) => ({
  value,
  label: S.settings.colorValues[value],
}));

function Choices({ view: { settings } }: { readonly view: PanelView }) {
  const store = usePanelStore();
  const onRefresh = (text: string) => {
    const value = REFRESH.find((seconds) => String(seconds) === text);
    if (value !== undefined) store.send({ type: "setSetting", setting: { key: "refreshSeconds", value } });
  };
  return (
    <>
      <Line label={S.settings.refresh}>
        <Select
          label={S.settings.refresh}
          value={String(settings.refreshSeconds)}
          options={REFRESH_OPTIONS}
          onChange={onRefresh}
        />
      </Line>
      <Line label={S.settings.colors}>
        <Select
          label={S.settings.colors}
          value={settings.chartColors}
          options={COLORS}
          onChange={(value) => store.send({ type: "setSetting", setting: { key: "chartColors", value } })}
        />
      </Line>
      <Check
        label={S.settings.hideTests}
        isChecked={settings.hideTestWorkflows}
        onCheck={(value) => store.send({ type: "setSetting", setting: { key: "hideTestWorkflows", value } })}
      />
      <Check
        label={S.settings.mergeTwins}
        isChecked={settings.mergeTwins}
        onCheck={(value) => store.send({ type: "setSetting", setting: { key: "mergeTwins", value } })}
      />
    </>
  );
}

function Line({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex items-center justify-between gap-2">
      <span className="min-w-0">{label}</span>
      {children}
    </div>
  );
}

interface CheckProps {
  readonly label: string;
  readonly isChecked: boolean;
  readonly onCheck: (value: boolean) => void;
}

function Check({ label, isChecked, onCheck }: CheckProps) {
  return (
    <label className="flex min-h-[22px] items-center gap-2">
      <input
        type="checkbox"
        checked={isChecked}
        onChange={(event) => onCheck(event.target.checked)}
        className="accent-button"
      />
      {label}
    </label>
  );
}

interface MenuItem {
  readonly label: string;
  readonly icon: string;
  readonly onChoose: () => void;
}

function Commands({ isNarrow }: { readonly isNarrow: boolean }) {
  const close = useClosePopover();
  const items = useMenuItems(isNarrow);
  return (
    <ul className="flex flex-col border-t border-line pt-1">
      {items.map(({ label, icon, onChoose }) => (
        <li key={label}>
          <button
            type="button"
            className="flex h-[24px] w-full items-center gap-2 rounded-[3px] px-1 text-left hover:bg-hover hc:hover:outline hc:hover:outline-contrast"
            onClick={() => {
              close();
              onChoose();
            }}
          >
            <Icon name={icon} />
            {label}
          </button>
        </li>
      ))}
    </ul>
  );
}

function useMenuItems(isNarrow: boolean): readonly MenuItem[] {
  const store = usePanelStore();
  const run = (command: PanelCommand) => () => store.send({ type: "runCommand", command });
  const dashboard = { label: S.header.dashboard, icon: "dashboard", onChoose: run("openDashboard") };
  const ofHeader = [
    { label: S.header.refresh, icon: "refresh", onChoose: run("refresh") },
    { label: S.header.export, icon: "export", onChoose: () => exportShown(store) },
  ];
  const openHealth = () => store.drill(S.health.title, withPeek({ kind: "health" }), "peek");
  return [
    ...(store.surface === "sidebar" ? [dashboard] : []),
    ...(isNarrow ? ofHeader : []),
    { label: S.settings.health, icon: "pulse", onChoose: openHealth },
    { label: S.settings.all, icon: "settings-gear", onChoose: run("openSettings") },
    { label: S.settings.walkthrough, icon: "book", onChoose: run("openWalkthrough") },
    { label: S.settings.guide, icon: "link-external", onChoose: run("openGuide") },
    { label: S.settings.log, icon: "output", onChoose: run("openLog") },
    { label: S.settings.clear, icon: "trash", onChoose: run("clearHistory") },
  ];
}
