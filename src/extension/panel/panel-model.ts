import type * as vscode from "vscode";
import type { RangeChoice } from "../../core/rollup/query.ts";
import { isValidRange } from "../../core/rollup/range.ts";
import type { FeedRows } from "../../core/view-model/build-feed.ts";
import { lineIdOf } from "../../core/view-model/line-id.ts";
import type { RawLineText } from "../../core/view-model/panel-input.ts";
import type { PanelIntent } from "../../core/view-model/panel-intent.ts";
import { DEFAULT_INTENT } from "../../core/view-model/panel-intent.ts";
import type { PanelSettings, PanelView } from "../../core/view-model/panel-view.ts";
import { inTurns } from "../in-turns.ts";
import { DismissedNotices } from "../telemetry/dismissed-notices.ts";
import type { NoticeWithSubject } from "../telemetry/notices.ts";
import { buildNotices } from "../telemetry/notices.ts";
import type { RecordText } from "../telemetry/record-text.ts";
import type { TelemetryFigures } from "../telemetry/telemetry-figures.ts";
import type { TelemetryService } from "../telemetry/telemetry-service.ts";
import { hiddenWorkflows } from "../telemetry/view-question.ts";
import { labelOf } from "../telemetry/folder-label.ts";
import type { ListRowsMessage } from "./panel-session.ts";

const RANGE_KEY = "panel.range";

type PanelViews = typeof import("./panel-views.ts");
type NamedRange = Exclude<RangeChoice["kind"], "custom">;
const NAMED_RANGES: readonly NamedRange[] = ["today", "7d", "30d", "all"];

export interface PanelModelOptions {
  readonly service: TelemetryService;
  readonly recordText: RecordText;
  readonly memory: vscode.Memento;
  readonly isTrusted: () => boolean;
  /** Where the last clear put the files, as long as it can be undone. */
  readonly archivedTo: () => string | null;
}

/** Answers what the panels ask about the telemetry. */
export class PanelModel {
  readonly #options: PanelModelOptions;
  readonly #dismissed: DismissedNotices;
  #views: PanelViews | null = null;

  constructor(options: PanelModelOptions) {
    this.#options = options;
    this.#dismissed = new DismissedNotices(options.memory);
  }

  /** Rejects before the service has started, and for a range that `isAnswerable` refuses; null when not wanted. */
  async buildView(intent: PanelIntent, isWanted?: () => boolean): Promise<PanelView | null> {
    const { service, recordText } = this.#options;
    const [views] = await Promise.all([this.#loadViews(), service.start()]);
    const rawLine = await this.#rawLine(intent, recordText);
    // One present for all steps: what lies ahead of another one would be another question each time.
    const { nowMs } = this.figures();
    return inTurns(() => {
      // Taken after each wait: the newest state answers.
      const figures = this.figures();
      return views.panelView({
        dataset: figures.dataset,
        intent,
        nowMs,
        timeZone: figures.settings.timeZone,
        locale: figures.locale,
        mergeTwins: figures.settings.mergeTwins,
        hiddenWorkflows: hiddenWorkflows(figures),
        settings: panelSettings(figures),
        state: figures.state,
        notices: this.#dismissed.visible(this.#notices(figures)),
        generation: figures.generation,
        checkedAtMs: figures.checkedAtMs,
        staleAfterMs: figures.staleAfterMs,
        rawLine,
      });
    }, isWanted);
  }

  /** As many of the rows as a message holds; `total` says how many there are. Rejects before the first view. */
  async listRows(message: ListRowsMessage): Promise<FeedRows> {
    const views = this.#views;
    if (views === null) throw new Error("Rows are asked for before the first view");
    const { nowMs } = this.figures();
    return inTurns(() => views.panelRows({ ...this.figures(), nowMs }, message));
  }

  /** Of the data that is shown now; another generation begins anew, and is told by the view itself. */
  dataRevision(): number {
    return this.#options.service.figures()?.dataset.revision ?? 0;
  }

  isAnswerable({ range }: Pick<PanelIntent, "range">): boolean {
    return isValidRange(range, this.#options.service.settings.timeZone);
  }

  async dismissNotice(id: string): Promise<void> {
    await this.#dismissed.dismiss(id, this.#notices(this.figures()));
    this.#options.service.touch();
  }

  /** For a panel that has no memory of its own yet: a dashboard opened for the first time. */
  async rememberRange({ range }: PanelIntent): Promise<void> {
    if (range.kind === "custom" || range.kind === this.#options.memory.get(RANGE_KEY)) return;
    await this.#options.memory.update(RANGE_KEY, range.kind);
  }

  rememberedRange(): NamedRange | null {
    const kind = this.#options.memory.get<unknown>(RANGE_KEY);
    const known = NAMED_RANGES.find((range) => range === kind) ?? null;
    return known === DEFAULT_INTENT.range.kind ? null : known;
  }

  /** The range that a new panel begins with. */
  startRange(): RangeChoice {
    const kind = this.rememberedRange();
    return kind === null ? DEFAULT_INTENT.range : { kind };
  }

  /** Throws before the service has started: a panel speaks only after its first view. */
  figures(): TelemetryFigures {
    const figures = this.#options.service.figures();
    if (figures === null) throw new Error("The telemetry is asked for before it was started");
    return figures;
  }

  async #loadViews(): Promise<PanelViews> {
    this.#views ??= await import("./panel-views.ts");
    return this.#views;
  }

  async #rawLine({ peek }: PanelIntent, recordText: RecordText): Promise<RawLineText | null> {
    const id = lineIdOf(this.figures().dataset, peek);
    return id === null ? null : { id, text: await recordText.read(id) };
  }

  #notices(figures: TelemetryFigures): readonly NoticeWithSubject[] {
    const { service, isTrusted, archivedTo } = this.#options;
    return buildNotices({
      health: figures.health,
      files: service.files,
      isReading: figures.state.kind === "loading",
      isSample: figures.isSample,
      isTrusted: isTrusted(),
      timeZone: figures.settings.timeZone,
      locale: figures.locale,
      offersHomeStore: service.offersHomeStore,
      nestedFolders: service.unreadFolders.map(labelOf),
      archivedTo: archivedTo(),
    });
  }
}

/** Only what the panel's menu shows: paths stay in the host. */
function panelSettings({ settings }: TelemetryFigures): PanelSettings {
  const { refreshSeconds, hideTestWorkflows, mergeTwins, timeZone, chartColors } = settings;
  return { refreshSeconds, hideTestWorkflows, mergeTwins, timeZone, chartColors };
}
