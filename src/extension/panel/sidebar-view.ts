import type * as vscode from "vscode";
import { DisposableStore } from "../disposable-store.ts";
import type { PanelSurfaces } from "./panel-surfaces.ts";
import { shellHtml, webviewOptions } from "./shell.ts";

/** Read by `npm run bench`, in the same process. */
const RESOLVE_MARK = "empathyTelemetry/resolveWebviewView";

/** The panel in the activity bar's container. */
export class SidebarView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #surfaces: PanelSurfaces;
  #life = new DisposableStore();

  constructor(extensionUri: vscode.Uri, surfaces: PanelSurfaces) {
    this.#extensionUri = extensionUri;
    this.#surfaces = surfaces;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    // From here on what the user waits for is the panel's doing, and is measured.
    performance.mark(RESOLVE_MARK);
    this.#life.dispose();
    const life = new DisposableStore();
    this.#life = life;
    view.webview.options = webviewOptions(this.#extensionUri);
    const session = this.#surfaces.attach({
      surface: "sidebar",
      webview: view.webview,
      isVisible: () => view.visible,
      onDidChangeVisibility: view.onDidChangeVisibility,
    });
    life.add({ dispose: () => this.#surfaces.detach(session) });
    life.add(view.onDidDispose(() => life.dispose()));
    // Last: the page may answer at once.
    view.webview.html = shellHtml(view.webview, this.#extensionUri, "sidebar");
  }

  dispose(): void {
    this.#life.dispose();
  }
}
