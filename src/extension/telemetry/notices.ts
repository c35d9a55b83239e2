import * as vscode from "vscode";
import type { HealthReport } from "../../core/rollup/health.ts";
import { unreadableLines } from "../../core/view-model/build-health.ts";
import { formatInstant, formatInteger } from "../../core/view-model/format.ts";
import type { SourceState } from "../../node/source-events.ts";
import type { Notice } from "../../core/view-model/panel-view.ts";

/** What the notices are made of. */
export interface NoticeFacts {
  readonly health: HealthReport;
  readonly files: SourceState["files"];
  readonly isReading: boolean;
  readonly isSample: boolean;
  readonly isTrusted: boolean;
  readonly timeZone: string;
  readonly locale: string;
  /** The home store exists and the user was not asked yet. */
  readonly offersHomeStore: boolean;
  /** Telemetry folders below the workspace folders that are not read yet, as labels. */
  readonly nestedFolders: readonly string[];
  /** Where the last clear put the files, as long as it can be undone. */
  readonly archivedTo: string | null;
}

/** A notice and what it speaks of: dismissed once, it comes back only when that has changed. */
export interface NoticeWithSubject {
  readonly notice: Notice;
  readonly subject: string;
}

type Draft = Omit<Notice, "isDismissible">;

const dismissible = (subject: string, notice: Draft): NoticeWithSubject => ({
  subject,
  notice: { ...notice, isDismissible: true },
});
const lasting = (notice: Draft): NoticeWithSubject => ({
  subject: "",
  notice: { ...notice, isDismissible: false },
});

const MAX_NAMES = 3;
/** The system's codes for "not yours to read". */
const REFUSALS: ReadonlySet<string> = new Set(["EACCES", "EPERM"]);

function nameList(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).join(", ");
  const more = names.length - MAX_NAMES;
  return more > 0 ? vscode.l10n.t("{0} and {1} more", shown, more) : shown;
}

/** Everything that is to be said above the cards, the most important first. */
export function buildNotices(facts: NoticeFacts): readonly NoticeWithSubject[] {
  const candidates = facts.isSample
    ? [sampleNotice()]
    : [
        restricted(facts),
        denied(facts),
        failing(facts),
        cut(facts),
        stale(facts),
        partlyUnreadable(facts),
        archived(facts),
        nested(facts),
        homeStore(facts),
      ];
  return candidates.filter((candidate) => candidate !== null);
}

function sampleNotice(): NoticeWithSubject {
  return lasting({
    id: "sample-data",
    severity: "info",
    text: vscode.l10n.t("Sample data. Your own telemetry is not shown."),
    action: { label: vscode.l10n.t("Close"), command: "leaveSample" },
  });
}

function restricted({ isTrusted }: NoticeFacts): NoticeWithSubject | null {
  if (isTrusted) return null;
  return dismissible("", {
    id: "restricted",
    severity: "info",
    text: vscode.l10n.t(
      "Restricted Mode: telemetry is shown. Clearing, tagging and further folders need a trusted workspace.",
    ),
    action: { label: vscode.l10n.t("Manage Trust"), command: "manageTrust" },
  });
}

function denied({ files }: NoticeFacts): NoticeWithSubject | null {
  const names = files.filter(({ errorCode }) => REFUSALS.has(errorCode ?? "")).map(({ label }) => label);
  if (names.length === 0) return null;
  return dismissible(names.join("\n"), {
    id: "denied",
    severity: "warning",
    text: vscode.l10n.t("No permission to read {0}.", nameList(names)),
    action: { label: vscode.l10n.t("Show Data Health"), command: "openHealth" },
  });
}

/** Busy files, broken drives: what was read before stays on screen, and is to be known as old. */
function failing({ files }: NoticeFacts): NoticeWithSubject | null {
  const failed = files.filter(({ errorCode }) => errorCode !== null && !REFUSALS.has(errorCode));
  if (failed.length === 0) return null;
  const names = failed.map(({ label, errorCode }) => `${label} (${errorCode ?? ""})`);
  return dismissible(names.join("\n"), {
    id: "failing",
    severity: "warning",
    text: vscode.l10n.t(
      "{0} cannot be read just now. What was read before is shown; the next try comes by itself.",
      nameList(names),
    ),
    action: { label: vscode.l10n.t("Show Data Health"), command: "openHealth" },
  });
}

function cut({ files, timeZone, locale }: NoticeFacts): NoticeWithSubject | null {
  const cuts = files.flatMap(({ label, cutAtMs }) => (cutAtMs === null ? [] : [{ label, cutAtMs }]));
  if (cuts.length === 0) return null;
  const names = cuts.map(({ label, cutAtMs }) => `${label} (${formatInstant(cutAtMs, timeZone, locale)})`);
  return dismissible(cuts.map(({ label, cutAtMs }) => `${label} ${cutAtMs}`).join("\n"), {
    id: "cut",
    severity: "warning",
    text: vscode.l10n.t(
      "{0} was cut or rewritten in place. If a rotation copied it first, what was written between the copy and the cut is lost.",
      nameList(names),
    ),
    action: { label: vscode.l10n.t("Show Data Health"), command: "openHealth" },
  });
}

function stale({ health, isReading, timeZone, locale }: NoticeFacts): NoticeWithSubject | null {
  const newest = health.newestRecordAtMs;
  if (isReading || newest === null || !health.stale) return null;
  return dismissible(String(newest), {
    id: "stale",
    severity: "info",
    text: vscode.l10n.t("No new records since {0}.", formatInstant(newest, timeZone, locale)),
    action: { label: vscode.l10n.t("Show Data Health"), command: "openHealth" },
  });
}

function partlyUnreadable({ health, locale }: NoticeFacts): NoticeWithSubject | null {
  const count = unreadableLines(health);
  if (count === 0) return null;
  const text =
    count === 1
      ? vscode.l10n.t("1 line could not be read. It is in no number.")
      : vscode.l10n.t("{0} lines could not be read. They are in no number.", formatInteger(count, locale));
  return dismissible(String(count), {
    id: "partly-unreadable",
    severity: "warning",
    text,
    action: { label: vscode.l10n.t("Show Data Health"), command: "openHealth" },
  });
}

function archived({ archivedTo }: NoticeFacts): NoticeWithSubject | null {
  if (archivedTo === null) return null;
  return dismissible(archivedTo, {
    id: "archived",
    severity: "info",
    text: vscode.l10n.t("History was moved to {0}.", archivedTo),
    action: { label: vscode.l10n.t("Undo"), command: "undoClear" },
  });
}

function nested({ nestedFolders, isTrusted }: NoticeFacts): NoticeWithSubject | null {
  if (nestedFolders.length === 0 || !isTrusted) return null;
  return dismissible(nestedFolders.join("\n"), {
    id: "nested-folders",
    severity: "info",
    text: vscode.l10n.t("More telemetry was found in {0}.", nameList(nestedFolders)),
    action: { label: vscode.l10n.t("Add"), command: "addNestedFolders" },
  });
}

function homeStore({ offersHomeStore }: NoticeFacts): NoticeWithSubject | null {
  if (!offersHomeStore) return null;
  return dismissible("", {
    id: "home-store",
    severity: "info",
    text: vscode.l10n.t("The framework's store in your home folder can be read too, for this project only."),
    action: { label: vscode.l10n.t("Read It"), command: "allowHomeStore" },
  });
}
