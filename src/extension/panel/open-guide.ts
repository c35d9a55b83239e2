import * as v from "valibot";
import * as vscode from "vscode";
import { EXTENSION_ID } from "../command-ids.ts";

const GUIDE_PATH = "blob/main/docs/guides/TELEMETRY_PANEL_GUIDE.md";

const manifest = v.object({ repository: v.object({ url: v.string() }) });

/** Opens the guide in the browser. It is a page of the repository: the package holds none. */
export async function openGuide(): Promise<void> {
  const { repository } = v.parse(manifest, vscode.extensions.getExtension(EXTENSION_ID)?.packageJSON);
  const page = `${repository.url.replace(/\.git$/u, "")}/${GUIDE_PATH}`;
  await vscode.env.openExternal(vscode.Uri.parse(page, true));
}
