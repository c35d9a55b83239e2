import * as vscode from "vscode";
import type { HealthReport } from "../../core/rollup/health.ts";
import { unreadableLines } from "../../core/view-model/build-health.ts";
import { formatInstant, formatInteger } from "../../core/view-model/format.ts";
import type { Notice } from "../../core/view-model/panel-view.ts";

/** What the notices are made of. */
export interface NoticeFacts {
  readonly health: HealthReport;
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

function denied({ health }: NoticeFacts): NoticeWithSubject | null {
  const files = health.files.filter(({ state }) => state === "denied");
  if (files.length === 0) return null;
  const names = files.map(({ path }) => path);
  return dismissible(names.join("\n"), {
    id: "denied",
    severity: "warning",
    text: vscode.l10n.t("No permission to read {0}.", nameList(names)),
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
