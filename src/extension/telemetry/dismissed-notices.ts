import type * as vscode from "vscode";
import type { Notice } from "../../core/view-model/panel-view.ts";
import type { NoticeWithSubject } from "./notices.ts";

const KEY = "notices.dismissed";

/** Remembers, per workspace, which notices the user does not want to see again. */
export class DismissedNotices {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  visible(notices: readonly NoticeWithSubject[]): readonly Notice[] {
    const dismissed = this.#read();
    return notices
      .filter(({ notice, subject }) => !notice.isDismissible || dismissed[notice.id] !== subject)
      .map(({ notice }) => notice);
  }

  /** Nothing happens for an id that is not shown, or that stays. */
  async dismiss(id: string, shown: readonly NoticeWithSubject[]): Promise<void> {
    const found = shown.find(({ notice }) => notice.id === id && notice.isDismissible);
    if (found === undefined) return;
    await this.#memory.update(KEY, { ...this.#read(), [found.notice.id]: found.subject });
  }

  #read(): Readonly<Record<string, string>> {
    return this.#memory.get<Readonly<Record<string, string>>>(KEY, {});
  }
}
