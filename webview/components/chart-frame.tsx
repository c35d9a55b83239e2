import { useId } from "react";
import type { ReactNode } from "react";
import { usePanelState, usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import { IconButton } from "./button.tsx";
import { Section } from "./section.tsx";
import type { SectionProps } from "./section.tsx";

export interface ChartFrameProps extends Omit<SectionProps, "actions"> {
  /** The chart in words, for who cannot see it. */
  readonly summary: string;
  readonly table: ReactNode;
}

/** A chart with its summary in words and the same figures as a table, one button away. */
export function ChartFrame({ summary, table, children, ...section }: ChartFrameProps) {
  const store = usePanelStore();
  const { ui } = usePanelState();
  const summaryId = useId();
  const isTable = ui.tables[section.id] ?? false;
  const label = isTable ? S.showChart(section.title) : S.showTable(section.title);
  const toggle = () => store.setUi({ tables: { ...ui.tables, [section.id]: !isTable } });
  return (
    <Section
      {...section}
      actions={
        <IconButton
          icon={isTable ? "graph" : "table"}
          label={label}
          aria-pressed={isTable}
          onClick={toggle}
        />
      }
    >
      <p id={summaryId} className="sr-only" dir="auto">
        {summary}
      </p>
      {isTable ? (
        <div className="overflow-y-auto">{table}</div>
      ) : (
        <div role="group" aria-label={section.title} aria-describedby={summaryId}>
          {children}
        </div>
      )}
    </Section>
  );
}
