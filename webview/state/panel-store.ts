import type { PanelIntent } from "../../src/core/view-model/panel-intent.ts";
import { isToWebviewMessage } from "../../src/protocol/to-webview.ts";
import type { FailedMessage, RowsMessage, SnapshotMessage } from "../../src/protocol/to-webview.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/version.ts";
import type { Outgoing, VsCodeApi } from "../vscode-api.ts";
import { anchorFor, isSameAnchor } from "./feed-anchor.ts";
import { withPeek } from "./intent-changes.ts";
import type { IntentChange } from "./intent-changes.ts";
import { FRESH } from "./panel-state.ts";
import type { FocusTarget, HoldReason, PanelState, Surface } from "./panel-state.ts";
import { restoreState, STATE_VERSION } from "./persisted-state.ts";
import type { PersistedState, UiChoices } from "./persisted-state.ts";
import { pushPlace, TOP } from "./places.ts";
import type { ScrollTops } from "./places.ts";
import { RowRequests } from "./row-requests.ts";
import { showTarget } from "./show-target.ts";

type WithoutVersion<T> = T extends unknown ? Omit<T, "version"> : never;

const PERSIST_DELAY_MS = 300;

/** The panel's memory, free of any framework: what is asked, the way there, and the last answer. */
export class PanelStore {
  readonly #api: VsCodeApi;
  readonly #surface: Surface;
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  readonly #holds = new Set<HoldReason>();
  readonly #rows = new RowRequests();
  #state: PanelState;
  #scroll: ScrollTops;
  #intentNumber: number;
  #hostSessionId: string | null = null;
  #revision = -1;
  #persistTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: VsCodeApi, surface: Surface, now: () => number = Date.now) {
    this.#api = api;
    this.#surface = surface;
    this.#now = now;
    const { intent, intentNumber, placeLabel, trail, scroll, ui } = restoreState(api.getState());
    // Above every number of the page before: its late answers are not taken for ours.
    this.#intentNumber = intentNumber + 1;
    this.#scroll = scroll;
    this.#state = { ...FRESH, intent, placeLabel, trail, ui };
  }

  readonly getState = (): PanelState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get surface(): Surface {
    return this.#surface;
  }

  /** Says hello: the host answers with a whole view. */
  start(): void {
    const { intent } = this.#state;
    this.send({ type: "ready", intentNumber: this.#intentNumber, intent });
    this.#persist();
  }

  send(message: WithoutVersion<Outgoing>): void {
    this.#api.postMessage({ ...message, version: PROTOCOL_VERSION });
  }

  /** Takes whatever arrived by `postMessage`; what is not for us is dropped. */
  readonly receive = (message: unknown): void => {
    if (!isToWebviewMessage(message)) {
      if (isOfOtherVersion(message)) this.#set({ isOutdated: true });
      return;
    }
    switch (message.type) {
      case "snapshot":
        this.#takeSnapshot(message);
        break;
      case "rows":
        this.#rows.answer(message);
        break;
      case "checked":
        this.#set({ checkedAtMs: message.checkedAtMs });
        break;
      case "failed":
        this.#takeFailure(message);
        break;
      case "exportProgress":
        this.#set({ exportProgress: message });
        break;
      case "show":
        showTarget(this, message.target);
        break;
    }
  };

  /** Changes what is looked at, in place. */
  change(change: IntentChange): void {
    this.#commit(change(this.#state.intent), {});
  }

  /** Asks the same once more. */
  retry(): void {
    this.#commit(this.#state.intent, {});
  }

  /** Goes one step deeper: Back returns to where the reader stood. */
  drill(label: string, change: IntentChange, target: FocusTarget): void {
    const { intent, placeLabel, trail, focus } = this.#state;
    const next = pushPlace(trail, { label: placeLabel, intent, scroll: this.#scroll });
    this.#scroll = { ...TOP, main: this.#scroll.main };
    const moved = { target, number: focus.number + 1 };
    this.#commit(change(intent), { trail: next, placeLabel: label, focus: moved });
  }

  /** Returns to the step before, or to the one of this index, with its filters, page and scroll. */
  back(index = this.#state.trail.length - 1): void {
    const { trail, restore } = this.#state;
    const place = trail[index];
    if (!place) return this.change(withPeek(null));
    this.#scroll = place.scroll;
    this.#holds.clear();
    if (place.scroll.list > 0) this.#holds.add("scroll");
    const rest = trail.slice(0, index);
    this.#commit(place.intent, { trail: rest, placeLabel: place.label, restore: restore + 1 });
  }

  /** Closes the peek panel and keeps the filters as they are now. */
  closePeek(): void {
    const { intent, trail, placeLabel } = this.#state;
    const index = trail.findLastIndex((place) => place.intent.peek === null);
    const rest = index < 0 ? [] : trail.slice(0, index);
    const label = trail[index]?.label ?? (index < 0 ? "" : placeLabel);
    this.#commit({ ...intent, peek: null }, { trail: rest, placeLabel: label });
  }

  /** Asks for rows outside the page that the view carries. */
  listRows(offset: number, limit: number): Promise<RowsMessage> {
    const { range, feed } = this.#state.intent;
    return this.#rows.ask((requestNumber) => {
      this.send({ type: "listRows", requestNumber, range, feed: { ...feed, offset }, limit });
    });
  }

  hold(reason: HoldReason): void {
    if (this.#holds.has(reason)) return;
    this.#holds.add(reason);
    this.#anchor();
  }

  release(reason: HoldReason): void {
    if (this.#holds.delete(reason)) this.#anchor();
  }

  setPaused(isPaused: boolean): void {
    this.setUi({ isPaused });
    this.#anchor();
  }

  /** Lets the rows in that came while the list was held; a paused list stays paused at the newest. */
  showNew(): void {
    const { intent, focus } = this.#state;
    this.#holds.delete("scroll");
    this.#scroll = { ...this.#scroll, list: 0 };
    const number = focus.number + 1;
    this.#commit(
      { ...intent, feed: { ...intent.feed, offset: 0, anchor: null } },
      { focus: { target: "feed", number } },
    );
  }

  setUi(change: Partial<UiChoices>): void {
    this.#set({ ui: { ...this.#state.ui, ...change } });
    this.#persist();
  }

  get scroll(): ScrollTops {
    return this.#scroll;
  }

  /** Remembers where the reader is, without telling anyone. */
  rememberScroll(part: keyof ScrollTops, top: number): void {
    this.#scroll = { ...this.#scroll, [part]: Math.max(0, top) };
    this.#persistTimer ??= setTimeout(() => this.#persist(), PERSIST_DELAY_MS);
  }

  dismissExport(): void {
    this.#set({ exportProgress: null });
  }

  dispose(): void {
    if (this.#persistTimer !== undefined) this.#persist();
    this.#rows.dispose();
    this.#listeners.clear();
  }

  #takeSnapshot(message: SnapshotMessage): void {
    if (message.intentNumber !== this.#intentNumber) return;
    if (message.hostSessionId === this.#hostSessionId && message.revision < this.#revision) return;
    this.#hostSessionId = message.hostSessionId;
    this.#revision = message.revision;
    const { view } = message;
    const { checkedAtMs } = view.health;
    const answered = { isWaiting: false, hasFailed: false, isOutdated: false };
    this.#set({ view, checkedAtMs, receivedAtMs: this.#now(), ...answered });
    this.#anchor();
  }

  #takeFailure(message: FailedMessage): void {
    const isAwaited =
      message.question === "view"
        ? message.intentNumber === this.#intentNumber
        : this.#rows.fail(message.requestNumber);
    if (isAwaited) this.#set({ isWaiting: false, hasFailed: true });
  }

  #anchor(): void {
    const { intent, view } = this.#state;
    const anchor = anchorFor(intent.feed, this.#isHeld, view);
    if (!isSameAnchor(anchor, intent.feed.anchor)) this.#commit(intent, {});
  }

  get #isHeld(): boolean {
    return this.#holds.size > 0 || this.#state.ui.isPaused;
  }

  #commit(intent: PanelIntent, change: Partial<PanelState>): void {
    const anchor = anchorFor(intent.feed, this.#isHeld, this.#state.view);
    const anchored = { ...intent, feed: { ...intent.feed, anchor } };
    this.#intentNumber += 1;
    this.#set({ ...change, intent: anchored, isWaiting: true, hasFailed: false });
    this.send({ type: "setIntent", intentNumber: this.#intentNumber, intent: anchored });
    this.#persist();
  }

  #set(change: Partial<PanelState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  #persist(): void {
    clearTimeout(this.#persistTimer);
    this.#persistTimer = undefined;
    const { intent, placeLabel, trail, ui } = this.#state;
    const intentNumber = this.#intentNumber;
    const scroll = this.#scroll;
    const kept: PersistedState = {
      version: STATE_VERSION,
      intentNumber,
      intent,
      placeLabel,
      trail,
      scroll,
      ui,
    };
    this.#api.setState(kept);
  }
}

/** A snapshot in another version of the protocol: the extension was updated under our feet. */
function isOfOtherVersion(message: unknown): boolean {
  return (
    typeof message === "object" &&
    message !== null &&
    "type" in message &&
    message.type === "snapshot" &&
    "version" in message &&
    message.version !== PROTOCOL_VERSION
  );
}
