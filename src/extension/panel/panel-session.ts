import type * as vscode from "vscode";
import type { PanelIntent } from "../../core/view-model/panel-intent.ts";
import { DEFAULT_INTENT } from "../../core/view-model/panel-intent.ts";
import type { FeedRow, PanelView } from "../../core/view-model/panel-view.ts";
import type { ToHostMessage } from "../../protocol/to-host.ts";
import { parseToHostMessage } from "../../protocol/to-host.ts";
import type {
  ExportProgressMessage,
  FailedMessage,
  ShowMessage,
  ToWebviewMessage,
} from "../../protocol/to-webview.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import { DisposableStore } from "../disposable-store.ts";
import { FrameScheduler } from "../frame-scheduler.ts";
import type { Log } from "../log.ts";
import { describeError, logFailure } from "../log.ts";
import type { Surface } from "./shell.ts";

export type ListRowsMessage = Extract<ToHostMessage, { type: "listRows" }>;

/** What the user chose to do in the panel: everything but the messages about what is on screen. */
export type PanelAction = Exclude<ToHostMessage, { type: "ready" | "setIntent" | "listRows" }>;

/** What a session asks of the rest of the extension. */
export interface PanelHost {
  readonly hostSessionId: string;
  /** Anything that may change a view: records, settings, notices, trust. */
  readonly onDidChange: vscode.Event<void>;
  /** A look at all files has ended, whether it found something or not; epoch ms. */
  readonly onDidCheck: vscode.Event<number>;
  /** Another number than before means that a record outside the view may have changed. */
  dataRevision(): number;
  /** False for an intent that no view can answer, e.g. a range of 30 February. */
  isAnswerable(intent: Pick<PanelIntent, "range">): boolean;
  /**
   * Begins to read where nothing was read yet; the window does so too, for the status bar. `isWanted` may become false
   * on the way: then null is as good an answer.
   */
  buildView(intent: PanelIntent, isWanted: () => boolean): Promise<PanelView | null>;
  listRows(message: ListRowsMessage): Promise<{ readonly total: number; readonly rows: readonly FeedRow[] }>;
  rememberIntent(intent: PanelIntent): void;
  /** The range to begin with in a panel that has no memory of its own; null when it is the default. */
  rememberedRange(): Extract<ShowMessage["target"], { kind: "range" }>["range"] | null;
  perform(action: PanelAction, session: PanelSession): Promise<void>;
}

/** The webview of a view or of an editor panel. */
export interface PanelFrame {
  readonly surface: Surface;
  readonly webview: vscode.Webview;
  isVisible(): boolean;
  readonly onDidChangeVisibility: vscode.Event<unknown>;
}

const FRAME_MS = 33;
const MAX_WAITING_TARGETS = 4;
const FAILED = "failed";

type WithoutEnvelope<T> = T extends unknown ? Omit<T, "type" | "version"> : never;

function isDefaultIntent(intent: PanelIntent): boolean {
  return JSON.stringify(intent) === JSON.stringify(DEFAULT_INTENT);
}

/**
 * What a view shows, as text. Without the instants that only ages are counted from: the webview has a clock
 * of its own, and is told of each look at the files.
 */
function contentOf(view: PanelView): string {
  return JSON.stringify({ ...view, nowMs: 0, health: { ...view.health, checkedAtMs: 0 } });
}

/** One webview's conversation with the host: whole views, only while it is visible, newest intent only. */
export class PanelSession implements vscode.Disposable {
  readonly surface: Surface;
  readonly #frame: PanelFrame;
  readonly #host: PanelHost;
  readonly #log: Log;
  readonly #onPosted: (message: ToWebviewMessage) => void;
  readonly #disposables = new DisposableStore();
  readonly #scheduler: FrameScheduler;
  #waitingTargets: ShowMessage["target"][] = [];
  #intent: PanelIntent = DEFAULT_INTENT;
  #intentNumber = 0;
  /** Has spoken once: snapshots may be sent. */
  #isReady = false;
  /** Is there now: a hidden webview is destroyed, and speaks again when it is shown. */
  #isListening = false;
  #revision = 0;
  /** Intent whose view is being made, and whether something changed meanwhile. */
  #making: number | null = null;
  #isChanged = false;
  /** What the page was answered last, to send nothing twice; empty when it may have forgotten. */
  #lastAnswer = "";
  #droppedMessages = 0;
  /** Message of the last failure: a view that fails on every change is logged once. */
  #lastFailure = "";

  constructor(frame: PanelFrame, host: PanelHost, log: Log, onPosted: (message: ToWebviewMessage) => void) {
    this.surface = frame.surface;
    this.#frame = frame;
    this.#host = host;
    this.#log = log;
    this.#onPosted = onPosted;
    this.#scheduler = this.#disposables.add(
      new FrameScheduler(() => {
        const rendering = this.#render();
        logFailure(log, "Showing the telemetry", rendering);
        return rendering;
      }, FRAME_MS),
    );
    this.#disposables.add(frame.webview.onDidReceiveMessage((value: unknown) => this.#receive(value)));
    this.#disposables.add(frame.onDidChangeVisibility(() => this.#changeVisibility()));
    this.#disposables.add(host.onDidChange(() => this.#scheduler.request()));
    this.#disposables.add(host.onDidCheck((checkedAtMs) => this.#noteCheck(checkedAtMs)));
  }

  get intent(): PanelIntent {
    return this.#intent;
  }

  get isVisible(): boolean {
    return this.#frame.isVisible();
  }

  /** Asks the webview to show something, as soon as it listens. */
  show(target: ShowMessage["target"]): void {
    if (this.#isListening) this.#post({ type: "show", version: PROTOCOL_VERSION, target });
    else this.#waitingTargets = [...this.#waitingTargets, target].slice(-MAX_WAITING_TARGETS);
  }

  postExportProgress(progress: Omit<ExportProgressMessage, "type" | "version">): void {
    if (this.#isListening) this.#post({ type: "exportProgress", version: PROTOCOL_VERSION, ...progress });
  }

  dispose(): void {
    this.#isReady = false;
    this.#isListening = false;
    this.#disposables.dispose();
  }

  #noteCheck(checkedAtMs: number): void {
    // The data health spells the time of the last look out: it is part of that view.
    if (this.#intent.peek?.kind === "health") this.#scheduler.request();
    else if (this.#isListening) this.#post({ type: "checked", version: PROTOCOL_VERSION, checkedAtMs });
  }

  #changeVisibility(): void {
    this.#lastAnswer = "";
    if (this.#frame.isVisible()) this.#scheduler.request();
    else this.#isListening = false;
  }

  #receive(value: unknown): void {
    const message = parseToHostMessage(value);
    if (message === null || ("range" in message && !this.#host.isAnswerable(message))) {
      this.#drop();
      if (message?.type === "listRows") this.#postRowsFailed(message);
      return;
    }
    switch (message.type) {
      case "ready":
      case "setIntent":
        this.#takeIntent(message);
        return;
      case "listRows":
        logFailure(this.#log, "Listing rows", this.#answerRows(message));
        return;
      default:
        logFailure(this.#log, `The panel's ${message.type}`, this.#host.perform(message, this));
    }
  }

  #drop(): void {
    this.#droppedMessages += 1;
    // A count, not a line for each: a broken webview can send thousands.
    if (Number.isInteger(Math.log10(this.#droppedMessages))) {
      this.#log.warn(`Dropped ${this.#droppedMessages} unknown message(s) of the ${this.surface}.`);
    }
  }

  #takeIntent(message: Extract<ToHostMessage, { type: "ready" | "setIntent" }>): void {
    const { intent, intentNumber } = message;
    // A page whose intent is refused is there all the same, and may ask better.
    if (message.type === "ready") this.#greet(intent);
    if (!this.#host.isAnswerable(intent)) {
      this.#drop();
      this.#postFailed({ question: "view", intentNumber });
      return;
    }
    this.#intent = intent;
    this.#intentNumber = intentNumber;
    if (message.type === "setIntent") this.#host.rememberIntent(intent);
    this.#scheduler.request();
  }

  #greet(intent: PanelIntent): void {
    this.#isReady = true;
    this.#isListening = true;
    this.#lastAnswer = "";
    const range = isDefaultIntent(intent) ? this.#host.rememberedRange() : null;
    if (range !== null) this.show({ kind: "range", range });
    const targets = this.#waitingTargets;
    this.#waitingTargets = [];
    for (const target of targets) this.show(target);
  }

  async #answerRows(message: ListRowsMessage): Promise<void> {
    const { requestNumber } = message;
    try {
      const { total, rows } = await this.#host.listRows(message);
      this.#post({ type: "rows", version: PROTOCOL_VERSION, requestNumber, total, rows });
    } catch (error) {
      this.#logOnce(error);
      this.#postRowsFailed(message);
    }
  }

  async #render(): Promise<void> {
    if (!this.#isReady || !this.#frame.isVisible()) return;
    const intentNumber = this.#intentNumber;
    // One at a time: it takes in what has changed meanwhile, but for what comes after its last step.
    this.#isChanged = this.#making === intentNumber;
    if (this.#isChanged) return;
    this.#making = intentNumber;
    const isWanted = (): boolean => intentNumber === this.#intentNumber;
    let view: PanelView | null = null;
    try {
      view = await this.#host.buildView(this.#intent, isWanted);
      this.#lastFailure = "";
    } catch (error) {
      this.#logOnce(error);
    }
    // A newer intent has asked for a view of its own.
    if (!isWanted()) return;
    this.#making = null;
    if (this.#isChanged) this.#scheduler.request();
    const content = view === null ? FAILED : `${this.#host.dataRevision()} ${contentOf(view)}`;
    const answer = `${intentNumber} ${content}`;
    if (answer === this.#lastAnswer) return;
    this.#lastAnswer = answer;
    if (view === null) this.#postFailed({ question: "view", intentNumber });
    else this.#postView(view, intentNumber);
  }

  #postView(view: PanelView, intentNumber: number): void {
    this.#revision += 1;
    const { hostSessionId } = this.#host;
    const revision = this.#revision;
    this.#post({ type: "snapshot", version: PROTOCOL_VERSION, hostSessionId, revision, intentNumber, view });
  }

  #logOnce(error: unknown): void {
    const text = describeError(error);
    if (text === this.#lastFailure) return;
    this.#lastFailure = text;
    this.#log.error(`The view of the ${this.surface} could not be made: ${text}`);
  }

  #postRowsFailed({ requestNumber }: ListRowsMessage): void {
    this.#postFailed({ question: "rows", requestNumber });
  }

  #postFailed(question: WithoutEnvelope<FailedMessage>): void {
    this.#post({ type: "failed", version: PROTOCOL_VERSION, ...question });
  }

  #post(message: ToWebviewMessage): void {
    if (this.#disposables.isDisposed) return;
    this.#onPosted(message);
    logFailure(this.#log, `Posting ${message.type}`, this.#frame.webview.postMessage(message));
  }
}
