import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import type { PanelIntent } from "../../src/core/view-model/panel-intent.ts";
import { Icon } from "../components/icon.tsx";
import { Popover } from "../components/popover.tsx";
import { Select } from "../components/select.tsx";
import { usePanelState, usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";

/** Says whether the figures come from calls or from runs, and why; the reader may choose. */
export function BasisMenu({ view }: { readonly view: PanelView }) {
  const name = view.basis.value;
  return (
    <Popover
      label={S.header.basisButton(name)}
      trigger={
        <>
          {S.header.basisButton(name)}
          <Icon name="info" className="scale-80" />
        </>
      }
      triggerClassName="flex h-[22px] items-center rounded-[5px] px-1 text-label text-muted hover:bg-toolbar-hover"
      widthPx={280}
    >
      <BasisChoice view={view} />
    </Popover>
  );
}

export function BasisChoice({ view: { basis } }: { readonly view: PanelView }) {
  const store = usePanelStore();
  const { intent } = usePanelState();
  const { basisValues } = S.header;
  const options: readonly { value: PanelIntent["basis"]; label: string; isDisabled: boolean }[] = [
    { value: "auto", label: basisValues.auto, isDisabled: false },
    { value: "calls", label: basisValues.calls, isDisabled: !basis.hasCalls },
    { value: "runs", label: basisValues.runs, isDisabled: !basis.hasRuns },
  ];
  return (
    <div className="flex flex-col gap-2">
      <Select
        label={S.header.basis}
        value={intent.basis}
        options={options}
        onChange={(value) => store.change((current) => ({ ...current, basis: value }))}
      />
      <p>{S.header.basisText[basis.value]}</p>
      <p className="text-muted">{S.header.basisAuto}</p>
      {basis.hasCalls ? null : <p className="text-muted">{S.header.basisMissing("calls")}</p>}
      {basis.hasRuns ? null : <p className="text-muted">{S.header.basisMissing("runs")}</p>}
    </div>
  );
}
