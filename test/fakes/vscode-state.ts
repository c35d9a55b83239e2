// What a test sets up and looks at: the window, the workspace and the user of the fake VS Code.
import type { FakeWebviewPanel } from "./vscode-webview.ts";
import type { Range } from "./vscode-values.ts";
import { EventEmitter, Uri } from "./vscode-values.ts";

export interface FakeFolder {
  readonly uri: Uri;
  readonly name: string;
  readonly index: number;
}

export interface ShownMessage {
  readonly severity: "info" | "warning" | "error";
  readonly text: string;
  readonly detail: string | undefined;
  readonly items: readonly string[];
}

export interface FakeStatusItem {
  readonly id: string;
  readonly alignment: number;
  name: string | undefined;
  text: string;
  tooltip: unknown;
  command: unknown;
  accessibilityInformation: unknown;
  isVisible: boolean;
}

export interface FakeEditor {
  readonly document: { readonly uri: Uri; readonly lineCount: number };
  readonly selection: Range | undefined;
  readonly decorated: Range[];
  revealed: Range | undefined;
}

/** An answer of the user to the next dialog: a value, or a choice among what is offered. */
type Answer = unknown;

interface FakeState {
  config: Map<string, unknown>;
  workspaceConfig: Map<string, unknown>;
  folders: FakeFolder[] | undefined;
  isTrusted: boolean;
  /** Answers to quick picks, inputs, open and save dialogs, in order; none = the user cancels. */
  answers: Answer[];
  /** Labels that the user chooses in messages, by the text that the message contains. */
  messageAnswers: Map<string, string>;
  messages: ShownMessage[];
  executed: { readonly command: string; readonly args: readonly unknown[] }[];
  /** Results of commands that are not registered. */
  commandResults: Map<string, unknown>;
  commands: Map<string, (...args: unknown[]) => unknown>;
  statusItems: FakeStatusItem[];
  panels: FakeWebviewPanel[];
  editors: FakeEditor[];
  liveDecorations: number;
  clipboard: string;
  statusMessages: string[];
  extensions: Map<string, { readonly packageJSON?: unknown; activate(): Promise<unknown> }>;
  /** Addresses that were handed to the system's browser. */
  opened: string[];
  logLines: string[];
  viewProviders: Map<string, unknown>;
  serializers: Map<string, unknown>;
  uriHandlers: unknown[];
  lastQuickPick: { readonly items: readonly unknown[]; readonly options: unknown } | undefined;
  lastInput: { readonly validateInput?: (value: string) => unknown } | undefined;
  progressToken: { cancel(): void } | undefined;
  /** Called while a message is shown, e.g. to change what it asks about. */
  onMessage: ((text: string) => void) | undefined;
  /** Called when a progress begins, e.g. to cancel it. */
  onProgress: (() => void) | undefined;
}

function freshState(): FakeState {
  return {
    config: new Map(),
    workspaceConfig: new Map(),
    folders: undefined,
    isTrusted: true,
    answers: [],
    messageAnswers: new Map(),
    messages: [],
    executed: [],
    commandResults: new Map(),
    commands: new Map(),
    statusItems: [],
    panels: [],
    editors: [],
    liveDecorations: 0,
    clipboard: "",
    statusMessages: [],
    extensions: new Map(),
    opened: [],
    logLines: [],
    viewProviders: new Map(),
    serializers: new Map(),
    uriHandlers: [],
    lastQuickPick: undefined,
    lastInput: undefined,
    progressToken: undefined,
    onMessage: undefined,
    onProgress: undefined,
  };
}

export const fake: FakeState = freshState();

/** A fresh window with one trusted folder, or none. */
export function resetFake(folderPath?: string): void {
  Object.assign(fake, freshState());
  if (folderPath !== undefined) setFolders(folderPath);
}

export function setFolders(...paths: readonly string[]): void {
  fake.folders = paths.map((path, index) => ({
    uri: Uri.file(path),
    name: path.slice(path.lastIndexOf("/") + 1),
    index,
  }));
}

/** Texts of the context keys that were set, the last value of each. */
export function contextKeys(): ReadonlyMap<string, unknown> {
  const set = fake.executed.filter(({ command }) => command === "setContext");
  return new Map(set.map(({ args }) => [String(args[0]), args[1]]));
}

export function executedCommands(): readonly string[] {
  return fake.executed.map(({ command }) => command);
}

export class FakeMemento {
  readonly #values = new Map<string, unknown>();
  get<T>(key: string, fallback?: T): T | undefined {
    return this.#values.has(key) ? (this.#values.get(key) as T) : fallback;
  }
  update(key: string, value: unknown): Promise<void> {
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, structuredClone(value));
    return Promise.resolve();
  }
  keys(): readonly string[] {
    return [...this.#values.keys()];
  }
}

/** Events of the window that tests fire. */
export const events = {
  configuration: new EventEmitter<{ affectsConfiguration(section: string): boolean }>(),
  folders: new EventEmitter<void>(),
  trust: new EventEmitter<void>(),
  windowState: new EventEmitter<{ readonly focused: boolean }>(),
};

export function changeConfig(key: string, value: unknown): void {
  fake.config.set(key, value);
  events.configuration.fire({ affectsConfiguration: (section) => key.startsWith(section) });
}

export function grantTrust(): void {
  fake.isTrusted = true;
  events.trust.fire();
}
