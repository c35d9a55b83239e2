import { describe, expect, it } from "vitest";
import { Dataset } from "../../src/core/store/dataset.ts";
import type { TelemetryDataset } from "../../src/core/store/tables.ts";
import { StatusBar } from "../../src/extension/status-bar.ts";
import { changeConfig, fake } from "../fakes/vscode-state.ts";
import { EventEmitter, MarkdownString } from "../fakes/vscode-values.ts";
import type { Live } from "./support/live.ts";
import { appendIn, as, callNow, isReady, lines, runNow, startLive } from "./support/live.ts";

const CALLS = ".empathy/llm_calls.jsonl";

async function startReady(files: Readonly<Record<string, string>>): Promise<Live> {
  const live = startLive(files);
  await live.until(isReady);
  return live;
}

const item = () => {
  const [only] = fake.statusItems;
  if (only === undefined || fake.statusItems.length > 1) throw new Error("not one status bar item");
  return only;
};
const tooltip = (): MarkdownString => as<MarkdownString>(item().tooltip);

describe("the status bar item", () => {
  it("shows today's cost, with the basis and links in its tooltip", async () => {
    await startReady({ [CALLS]: lines(callNow(), callNow({ estimated_cost: 0.05 })) });
    expect(item()).toMatchObject({
      isVisible: true,
      alignment: 1,
      text: "$(pulse) $0.30 today",
      name: "Empathy Telemetry: Cost Today",
      command: "empathyTelemetry.focusPanel",
      accessibilityInformation: { label: "Empathy Telemetry, cost today: $0.30", role: "button" },
    });
    const rows = tooltip().value.split("\n");
    expect(rows.length).toBeGreaterThanOrEqual(4);
    expect(rows.length).toBeLessThanOrEqual(6);
    expect(rows[0]).toContain("$0.30 (from calls)");
  });

  it("allows in its tooltip only the commands that it links to", async () => {
    await startReady({ [CALLS]: lines(callNow({ workflow_name: "[x](command:evil)" })) });
    const { value, isTrusted } = tooltip();
    const linked = [...value.matchAll(/\(command:([^)]+)\)/g)].map(([, id]) => id);
    expect(isTrusted).toEqual({ enabledCommands: linked });
    expect(value).not.toContain("evil");
  });

  it("says zero only when nothing happened today", async () => {
    const live = await startReady({ [CALLS]: lines(callNow({ timestamp: "2026-01-01T00:00:00.000000" })) });
    expect(item().text).toBe("$(pulse) $0.00 today");
    appendIn(live.dir, CALLS, callNow({ estimated_cost: null, actual_cost: null }));
    await live.until(({ statusText }) => statusText() === "$(pulse) not reported today");
  });

  it("takes its figures from runs where there are no calls", async () => {
    await startReady({ ".empathy/workflow_runs.jsonl": lines(runNow({ total_cost: 2 })) });
    expect(item().text).toBe("$(pulse) $2.00 today");
    expect(tooltip().value).toContain("from runs");
  });

  it("says roughly what the last session left, until all is read again", async () => {
    const live = await startReady({ [CALLS]: lines(callNow()) });
    const read = live.api.figures();
    if (read === null) throw new Error("nothing was read");
    const loading = { kind: "loading", bytesRead: 0, bytesTotal: 10, records: 0 } as const;
    const shown = (savedSums: TelemetryDataset | null) => {
      const changes = new EventEmitter<void>();
      const figures = { ...read, dataset: new Dataset(), state: loading, savedSums };
      const bar = new StatusBar(as(changes.event), () => figures, as({}));
      changes.fire();
      const { text } = bar;
      const about = as<MarkdownString | undefined>(fake.statusItems.at(-1)?.tooltip)?.value;
      bar.dispose();
      return [text, about];
    };
    const tooltipText = "~$0.25 as of the last session. What is new since then is being read.";
    expect(shown(read.dataset)).toEqual([`$(pulse) ~$0.25 today`, tooltipText]);
    // Without sums it waits.
    expect(shown(null)[0]).toBe("");
    expect(shown(new Dataset())[0]).toBe("");
  });

  it("comes to rest, as the panel does, where very many records lie ahead of the clock", async () => {
    const timestamp = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, -1);
    const ahead = Array.from({ length: 9000 }, (_, n) => callNow({ call_id: `ahead-${n}`, timestamp }));
    const live = await startReady({ [CALLS]: lines(callNow(), ...ahead) });
    const view = await live.openView({ range: { kind: "all" } });
    expect(view.cards.find(({ id }) => id === "count")?.value).not.toBe("");
    await live.until(({ statusText }) => statusText() === "$(pulse) $0.25 today");
  });

  it("follows the setting: icon alone, or nothing", async () => {
    const live = await startReady({ [CALLS]: lines(callNow()) });
    changeConfig("empathyTelemetry.statusBar.text", "icon");
    await live.until(({ statusText }) => statusText() === "$(pulse)");
    changeConfig("empathyTelemetry.statusBar.text", "off");
    await live.until(({ statusText }) => statusText() === "");
    expect(item().isVisible).toBe(false);
  });

  it("is not there where there is no telemetry", async () => {
    const live = startLive({ "readme.md": "" });
    await live.until(({ figures }) => figures()?.state.kind === "no-files");
    expect(item().isVisible).toBe(false);
  });

  it("leaves hidden test workflows out, as the panel does", async () => {
    const live = await startReady({ [CALLS]: lines(callNow(), callNow({ workflow_name: "test" })) });
    expect(item().text).toBe("$(pulse) $0.50 today");
    changeConfig("empathyTelemetry.testWorkflowPatterns", ["test"]);
    changeConfig("empathyTelemetry.hideTestWorkflows", true);
    await live.until(({ statusText }) => statusText() === "$(pulse) $0.25 today");
    const view = await live.openView({ range: { kind: "today" } });
    expect(view.cards.find(({ id }) => id === "cost")?.value).toBe("$0.25");
  });
});
