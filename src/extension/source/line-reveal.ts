import * as vscode from "vscode";

const HIGHLIGHT_MS = 1500;

/** Opens files at a line and marks the line for a moment. */
export class LineReveal implements vscode.Disposable {
  #decoration: vscode.TextEditorDecorationType | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `line` is 1-based; a line past the end shows the last one. */
  async open(uri: vscode.Uri, line: number): Promise<vscode.TextEditor> {
    const document = await vscode.workspace.openTextDocument(uri);
    const at = Math.max(0, Math.min(line, document.lineCount) - 1);
    const range = document.lineAt(at).range;
    const editor = await vscode.window.showTextDocument(document, {
      selection: new vscode.Range(range.start, range.start),
      preview: true,
    });
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    this.#highlight(editor, range);
    return editor;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#decoration?.dispose();
    this.#decoration = null;
  }

  #highlight(editor: vscode.TextEditor, range: vscode.Range): void {
    this.dispose();
    this.#decoration = vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      backgroundColor: new vscode.ThemeColor("editor.rangeHighlightBackground"),
    });
    editor.setDecorations(this.#decoration, [range]);
    this.#timer = setTimeout(() => this.dispose(), HIGHLIGHT_MS);
  }
}
