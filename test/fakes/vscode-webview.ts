import { EventEmitter, Uri } from "./vscode-values.ts";

/** A webview whose page is the test: `receive` is what the page posts, `posted` what it was sent. */
export class FakeWebview {
  readonly cspSource = "https://webview.test";
  options: unknown = {};
  html = "";
  readonly posted: unknown[] = [];
  readonly #messages = new EventEmitter<unknown>();
  readonly #posts = new EventEmitter<unknown>();
  readonly onDidReceiveMessage = this.#messages.event;
  asWebviewUri(uri: Uri): Uri {
    return Uri.parse(`https://webview.test${uri.path}`);
  }
  postMessage(message: unknown): Promise<boolean> {
    // As the real one: only what JSON can carry arrives.
    const copy: unknown = JSON.parse(JSON.stringify(message));
    this.posted.push(copy);
    this.#posts.fire(copy);
    return Promise.resolve(true);
  }
  receive(message: unknown): void {
    this.#messages.fire(message);
  }
  /** Resolves with the next posted message of a type. */
  next(type: string): Promise<Record<string, unknown>> {
    return new Promise((resolve) => {
      const subscription = this.#posts.event((message) => {
        const record = message as Record<string, unknown>;
        if (record["type"] !== type) return;
        subscription.dispose();
        resolve(record);
      });
    });
  }
  /** The posted messages of a type. */
  ofType(type: string): readonly Record<string, unknown>[] {
    return this.posted
      .map((message) => message as Record<string, unknown>)
      .filter((message) => message["type"] === type);
  }
}

export class FakeWebviewView {
  readonly webview = new FakeWebview();
  visible = true;
  readonly #visibility = new EventEmitter<void>();
  readonly #disposed = new EventEmitter<void>();
  readonly onDidChangeVisibility = this.#visibility.event;
  readonly onDidDispose = this.#disposed.event;
  setVisible(visible: boolean): void {
    this.visible = visible;
    this.#visibility.fire();
  }
  dispose(): void {
    this.#disposed.fire();
  }
}

export class FakeWebviewPanel {
  readonly viewType: string;
  readonly title: string;
  readonly webview = new FakeWebview();
  iconPath: unknown;
  visible = true;
  reveals = 0;
  isDisposed = false;
  readonly #viewState = new EventEmitter<void>();
  readonly #disposed = new EventEmitter<void>();
  readonly onDidChangeViewState = this.#viewState.event;
  readonly onDidDispose = this.#disposed.event;
  constructor(viewType: string, title: string, options: unknown) {
    this.viewType = viewType;
    this.title = title;
    this.webview.options = options;
  }
  reveal(): void {
    this.reveals += 1;
    this.visible = true;
  }
  setVisible(visible: boolean): void {
    this.visible = visible;
    this.#viewState.fire();
  }
  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.#disposed.fire();
  }
}
