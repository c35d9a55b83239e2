import * as vscode from "vscode";
import type { ShowMessage, SnapshotMessage, ToWebviewMessage } from "../../protocol/to-webview.ts";
import { COMMAND_IDS } from "../command-ids.ts";
import type { Log } from "../log.ts";
import type { PanelFrame, PanelHost } from "./panel-session.ts";
import { PanelSession } from "./panel-session.ts";
import type { Surface } from "./shell.ts";

/** The sessions that live now, at most one of each surface, and what was posted last. */
export class PanelSurfaces implements vscode.Disposable {
  readonly #host: PanelHost;
  readonly #log: Log;
  readonly #sessions = new Map<Surface, PanelSession>();
  readonly #posted = new vscode.EventEmitter<ToWebviewMessage>();
  readonly onDidPost = this.#posted.event;
  #waiting: ShowMessage["target"] | null = null;
  #lastSnapshot: SnapshotMessage | null = null;

  constructor(host: PanelHost, log: Log) {
    this.#host = host;
    this.#log = log;
  }

  get lastSnapshot(): SnapshotMessage | null {
    return this.#lastSnapshot;
  }

  /** Begins the conversation with a webview; a former session of the same surface ends. */
  attach(frame: PanelFrame): PanelSession {
    this.#sessions.get(frame.surface)?.dispose();
    const session = new PanelSession(frame, this.#host, this.#log, (message) => {
      if (message.type === "snapshot") this.#lastSnapshot = message;
      this.#posted.fire(message);
    });
    this.#sessions.set(frame.surface, session);
    if (this.#waiting !== null) session.show(this.#waiting);
    this.#waiting = null;
    return session;
  }

  detach(session: PanelSession): void {
    session.dispose();
    if (this.#sessions.get(session.surface) === session) this.#sessions.delete(session.surface);
  }

  /** The session that the user looks at, the dashboard first. */
  current(): PanelSession | null {
    const live = [this.#sessions.get("dashboard"), this.#sessions.get("sidebar")];
    return live.find((session) => session?.isVisible === true) ?? null;
  }

  /** Shows something in the surface that is visible, else in the side bar. */
  async reveal(target: ShowMessage["target"]): Promise<void> {
    const session = this.current();
    if (session !== null) {
      session.show(target);
      return;
    }
    const sidebar = this.#sessions.get("sidebar");
    if (sidebar === undefined) this.#waiting = target;
    else sidebar.show(target);
    await vscode.commands.executeCommand(COMMAND_IDS.focusPanel);
  }

  dispose(): void {
    for (const session of this.#sessions.values()) session.dispose();
    this.#sessions.clear();
    this.#posted.dispose();
  }
}
