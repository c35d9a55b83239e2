import * as vscode from "vscode";
import { DASHBOARD_VIEW_TYPE } from "../command-ids.ts";
import { DisposableStore } from "../disposable-store.ts";
import type { PanelSurfaces } from "./panel-surfaces.ts";
import { shellHtml, webviewOptions } from "./shell.ts";

/** The same app as an editor: one panel, revealed if it is open, restored after a reload. */
export class DashboardPanel implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #surfaces: PanelSurfaces;
  #open: { readonly panel: vscode.WebviewPanel; readonly life: DisposableStore } | null = null;

  constructor(extensionUri: vscode.Uri, surfaces: PanelSurfaces) {
    this.#extensionUri = extensionUri;
    this.#surfaces = surfaces;
  }

  show(): void {
    if (this.#open !== null) {
      this.#open.panel.reveal();
      return;
    }
    const title = vscode.l10n.t("Empathy Telemetry");
    const options = webviewOptions(this.#extensionUri);
    this.#adopt(
      vscode.window.createWebviewPanel(DASHBOARD_VIEW_TYPE, title, vscode.ViewColumn.Active, options),
    );
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    // Two can be restored when the window was split; one data set needs one dashboard.
    if (this.#open === null) this.#adopt(panel);
    else panel.dispose();
    return Promise.resolve();
  }

  dispose(): void {
    this.#open?.life.dispose();
    this.#open = null;
  }

  #adopt(panel: vscode.WebviewPanel): void {
    const life = new DisposableStore();
    this.#open = { panel, life };
    panel.webview.options = webviewOptions(this.#extensionUri);
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.#extensionUri, "media", "icon-light.svg"),
      dark: vscode.Uri.joinPath(this.#extensionUri, "media", "icon-dark.svg"),
    };
    const session = this.#surfaces.attach({
      surface: "dashboard",
      webview: panel.webview,
      isVisible: () => panel.visible,
      onDidChangeVisibility: panel.onDidChangeViewState,
    });
    life.add({ dispose: () => this.#surfaces.detach(session) });
    life.add(panel.onDidDispose(() => this.dispose()));
    panel.webview.html = shellHtml(panel.webview, this.#extensionUri, "dashboard");
  }
}
