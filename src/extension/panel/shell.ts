import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

export type Surface = "sidebar" | "dashboard";

/** The only folder that a webview may load from. */
export function webviewRoot(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, "dist", "webview");
}

/** Set on every resolve and restore: a restored panel forgets its options, and would stay blank. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [webviewRoot(extensionUri)] };
}

/** What stands where the header will be until the app's own styles and script are there. */
const FIRST_STYLE = `body { margin: 0; padding: 0 }
.first { box-sizing: border-box; height: 36px; margin: 0; padding: 0 12px; line-height: 36px;
  border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); color: var(--vscode-descriptionForeground) }`;

/**
 * The static page around the app. No data is ever put in here: data comes by message. Its first line needs nothing
 * that has to be fetched: stylesheets behind it hold up only what stands behind them.
 */
export function shellHtml(webview: vscode.Webview, extensionUri: vscode.Uri, surface: Surface): string {
  const nonce = randomBytes(16).toString("base64");
  const root = webviewRoot(extensionUri);
  const asset = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(root, name)).toString();
  const source = webview.cspSource;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} 'nonce-${nonce}'`,
    `font-src ${source}`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${vscode.env.language.replaceAll(/[^\w-]/g, "")}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Empathy Telemetry</title>
<style nonce="${nonce}">${FIRST_STYLE}</style>
</head>
<body data-surface="${surface}">
<div id="root"><p class="first" role="status">${asHtml(vscode.l10n.t("Loading telemetry..."))}</p></div>
<link rel="stylesheet" href="${asset("codicon.css")}">
<link rel="stylesheet" href="${asset("main.css")}">
<script type="module" nonce="${nonce}" src="${asset("main.js")}"></script>
</body>
</html>
`;
}

/** A translation, whatever it holds. */
function asHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
