// The value classes of the fake `vscode` module: as much of each as the extension uses.
import { isAbsolute, join } from "node:path/posix";

const emitters = new Set<EventEmitter<unknown>>();

/** Listeners of all emitters together: after `dispose` none is left. */
export function listenerCount(): number {
  return [...emitters].reduce((sum, emitter) => sum + emitter.listenerCount, 0);
}

export class Disposable {
  readonly #run: () => void;
  constructor(run: () => void) {
    this.#run = run;
  }
  dispose(): void {
    this.#run();
  }
}

export class EventEmitter<T> {
  readonly #listeners = new Set<(event: T) => unknown>();
  constructor() {
    emitters.add(this as EventEmitter<unknown>);
  }
  get listenerCount(): number {
    return this.#listeners.size;
  }
  readonly event = (listener: (event: T) => unknown): Disposable => {
    const own = (event: T): unknown => listener(event);
    this.#listeners.add(own);
    return new Disposable(() => this.#listeners.delete(own));
  };
  fire(event: T): void {
    for (const listener of this.#listeners) listener(event);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

export class Uri {
  readonly scheme: string;
  readonly path: string;
  readonly query: string;
  readonly authority: string;
  private constructor(scheme: string, path: string, query = "", authority = "") {
    this.scheme = scheme;
    this.path = path;
    this.query = query;
    this.authority = authority;
  }
  static file(path: string): Uri {
    return new Uri("file", path);
  }
  static parse(text: string): Uri {
    const url = new URL(text);
    return new Uri(
      url.protocol.slice(0, -1),
      decodeURIComponent(url.pathname),
      url.search.slice(1),
      url.host,
    );
  }
  static joinPath(base: Uri, ...parts: readonly string[]): Uri {
    return new Uri(base.scheme, join(base.path, ...parts), base.query, base.authority);
  }
  get fsPath(): string {
    return this.path;
  }
  get isAbsolute(): boolean {
    return isAbsolute(this.path);
  }
  toString(): string {
    return `${this.scheme}://${this.authority}${encodeURI(this.path)}${this.query === "" ? "" : `?${this.query}`}`;
  }
}

export class Position {
  readonly line: number;
  readonly character: number;
  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(start: Position | number, end: Position | number, endLine = 0, endCharacter = 0) {
    this.start = typeof start === "number" ? new Position(start, Number(end)) : start;
    this.end = typeof end === "number" ? new Position(endLine, endCharacter) : end;
  }
}

export class ThemeColor {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}

export class MarkdownString {
  readonly value: string;
  readonly supportThemeIcons: boolean;
  isTrusted: boolean | { readonly enabledCommands: readonly string[] } = false;
  constructor(value = "", supportThemeIcons = false) {
    this.value = value;
    this.supportThemeIcons = supportThemeIcons;
  }
}

export class RelativePattern {
  readonly baseUri: Uri;
  readonly pattern: string;
  constructor(base: Uri, pattern: string) {
    this.baseUri = base;
    this.pattern = pattern;
  }
}

export class CancellationTokenSource {
  readonly #emitter = new EventEmitter<void>();
  #isCancelled = false;
  get token() {
    const emitter = this.#emitter;
    return {
      isCancellationRequested: this.#isCancelled,
      onCancellationRequested: emitter.event,
    };
  }
  cancel(): void {
    this.#isCancelled = true;
    this.#emitter.fire();
  }
  dispose(): void {
    this.#emitter.dispose();
  }
}

export const StatusBarAlignment = { Left: 1, Right: 2 } as const;
export const ViewColumn = { Active: -1, Beside: -2, One: 1 } as const;
export const ConfigurationTarget = { Global: 1, Workspace: 2, WorkspaceFolder: 3 } as const;
export const ProgressLocation = { SourceControl: 1, Window: 10, Notification: 15 } as const;
export const TextEditorRevealType = { Default: 0, InCenter: 1, InCenterIfOutsideViewport: 2 } as const;
export const ExtensionMode = { Production: 1, Development: 2, Test: 3 } as const;
export const QuickPickItemKind = { Separator: -1, Default: 0 } as const;
