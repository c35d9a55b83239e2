import * as vscode from "vscode";
import { requireTrust } from "../commands/folder-commands.ts";
import { displayText } from "../display-text.ts";
import type { TelemetryService } from "../telemetry/telemetry-service.ts";
import type { UserTags } from "./user-tags.ts";

const MAX_TAG_LENGTH = 64;

interface TagItem extends vscode.QuickPickItem {
  /** null asks for a new name. */
  readonly tag: string | null;
}

/** Gives tags to rows, and takes them away: many rows, many tags at once. */
export class TagCommand {
  readonly #tags: UserTags;
  readonly #service: TelemetryService;

  constructor(tags: UserTags, service: TelemetryService) {
    this.#tags = tags;
    this.#service = service;
  }

  /** Ids that are not in the data are left out: an id is all that a panel may say. */
  async run(ids: readonly string[]): Promise<void> {
    const dataset = this.#service.figures()?.dataset;
    const known = ids.filter((id) => dataset !== undefined && dataset.locate(id) !== null);
    if (known.length === 0 || !requireTrust()) return;
    const [all, own] = await Promise.all([this.#tags.all(), this.#tags.of(known)]);
    const picked = await askTags(all, own);
    if (picked === undefined) return;
    const created = picked.some(({ tag }) => tag === null) ? await askName() : undefined;
    const wanted = new Set(picked.flatMap(({ tag }) => tag ?? []));
    if (created !== undefined) wanted.add(created);
    for (const tag of new Set([...all, ...wanted])) {
      const has = (at: number): boolean => own[at]?.includes(tag) === true;
      const isWanted = wanted.has(tag);
      // A tag of some of the rows is not ticked: without a tick nobody asked for anything.
      if (!isWanted && !known.every((_id, at) => has(at))) continue;
      const changed = known.filter((_id, at) => has(at) !== isWanted);
      await this.#tags.change(isWanted ? "add" : "remove", tag, changed);
    }
  }
}

async function askTags(
  all: readonly string[],
  own: readonly (readonly string[])[],
): Promise<readonly TagItem[] | undefined> {
  const items: readonly TagItem[] = [
    { tag: null, label: vscode.l10n.t("New tag..."), alwaysShow: true },
    ...all.map((tag) => {
      const count = own.filter((tags) => tags.includes(tag)).length;
      return {
        tag,
        label: displayText(tag),
        picked: count === own.length,
        ...(count > 0 && count < own.length
          ? { description: vscode.l10n.t("on {0} of {1}", count, own.length) }
          : {}),
      };
    }),
  ];
  const title =
    own.length === 1 ? vscode.l10n.t("Tags of 1 row") : vscode.l10n.t("Tags of {0} rows", own.length);
  return vscode.window.showQuickPick(items, { title, canPickMany: true });
}

async function askName(): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t("New tag"),
    validateInput: (value) => {
      if (value.trim() === "") return vscode.l10n.t("A tag needs a name");
      return value.length > MAX_TAG_LENGTH ? vscode.l10n.t("At most {0} characters", MAX_TAG_LENGTH) : null;
    },
  });
  return name?.trim();
}
