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
  readonly #visibility = new vscode.EventEmitter<boolean>();
  /** Whether any surface is visible, whenever that may have changed. */
  readonly onDidChangeVisibility = this.#visibility.event;
  readonly #watching = new Map<PanelSession, vscode.Disposable>();
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
    const former = this.#sessions.get(frame.surface);
    if (former !== undefined) this.detach(former);
    const session = new PanelSession(frame, this.#host, this.#log, (message) => {
      if (message.type === "snapshot") this.#lastSnapshot = message;
      this.#posted.fire(message);
    });
    this.#sessions.set(frame.surface, session);
    this.#watching.set(
      session,
      frame.onDidChangeVisibility(() => this.#noteVisibility()),
    );
    this.#noteVisibility();
    if (this.#waiting !== null) session.show(this.#waiting);
    this.#waiting = null;
    return session;
  }

  detach(session: PanelSession): void {
    session.dispose();
    this.#watching.get(session)?.dispose();
    this.#watching.delete(session);
    if (this.#sessions.get(session.surface) === session) this.#sessions.delete(session.surface);
    this.#noteVisibility();
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
    for (const session of this.#sessions.values()) this.detach(session);
    this.#posted.dispose();
    this.#visibility.dispose();
  }

  #noteVisibility(): void {
    this.#visibility.fire(this.current() !== null);
  }
}
