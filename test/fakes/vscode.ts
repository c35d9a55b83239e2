// Stands in for the module `vscode` in contract tests: as much of it as the extension uses. What the user
// does and what came of it is in `vscode-state.ts`.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { FakeEditor, FakeStatusItem, ShownMessage } from "./vscode-state.ts";
import { events, fake } from "./vscode-state.ts";
import { CancellationTokenSource, Disposable, Range, RelativePattern, Uri } from "./vscode-values.ts";
import { FakeWebviewPanel } from "./vscode-webview.ts";

export * from "./vscode-values.ts";

function inspect(key: string) {
  return { globalValue: fake.config.get(key), workspaceValue: fake.workspaceConfig.get(key) };
}

function filesBelow(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

export const workspace = {
  get workspaceFolders() {
    return fake.folders;
  },
  get isTrusted() {
    return fake.isTrusted;
  },
  getConfiguration: (section: string) => ({
    get: (key: string) =>
      fake.workspaceConfig.get(`${section}.${key}`) ?? fake.config.get(`${section}.${key}`),
    inspect: (key: string) => inspect(`${section}.${key}`),
    update: (key: string, value: unknown, target: number) => {
      const id = `${section}.${key}`;
      (target === 2 ? fake.workspaceConfig : fake.config).set(id, value);
      events.configuration.fire({ affectsConfiguration: (asked) => id.startsWith(asked) });
      return Promise.resolve();
    },
  }),
  onDidChangeConfiguration: events.configuration.event,
  onDidChangeWorkspaceFolders: events.folders.event,
  onDidGrantWorkspaceTrust: events.trust.event,
  findFiles: (glob: string | RelativePattern) => {
    const isOther = glob instanceof RelativePattern;
    const bases = isOther ? [glob.baseUri.fsPath] : (fake.folders ?? []).map(({ uri }) => uri.fsPath);
    const ending = (isOther ? glob.pattern : glob).replace(/^\*\*\/\*?/, "");
    const found = bases.flatMap(filesBelow).filter((path) => path.endsWith(ending));
    return Promise.resolve(found.map((path) => Uri.file(path)));
  },
  asRelativePath: (uri: Uri) => {
    const folder = fake.folders?.find((item) => uri.fsPath.startsWith(`${item.uri.fsPath}/`));
    return folder === undefined ? uri.fsPath : relative(folder.uri.fsPath, uri.fsPath);
  },
  fs: {
    stat: async (uri: Uri) => ({ size: statSync(uri.fsPath).size }),
    readFile: async (uri: Uri) => new Uint8Array(readFileSync(uri.fsPath)),
  },
  openTextDocument: async (uri: Uri) => {
    const lines = readFileSync(uri.fsPath, "utf8").split("\n");
    return {
      uri,
      lineCount: lines.length,
      lineAt: (line: number) => ({ range: new Range(line, 0, line, lines[line]?.length ?? 0) }),
    };
  },
};

interface ModalOptions {
  readonly modal?: boolean;
  readonly detail?: string;
}

function showMessage(severity: ShownMessage["severity"]) {
  return (text: string, ...rest: readonly (string | ModalOptions)[]): Promise<string | undefined> => {
    const options = rest.find((item): item is ModalOptions => typeof item === "object");
    const items = rest.filter((item): item is string => typeof item === "string");
    fake.messages.push({ severity, text, detail: options?.detail, items });
    fake.onMessage?.(text);
    const answer = [...fake.messageAnswers].find(([part]) => text.includes(part))?.[1];
    return Promise.resolve(items.find((item) => item === answer));
  };
}

interface PickableItem {
  readonly label: string;
}

export const window = {
  showInformationMessage: showMessage("info"),
  showWarningMessage: showMessage("warning"),
  showErrorMessage: showMessage("error"),
  onDidChangeWindowState: events.windowState.event,
  setStatusBarMessage: (text: string) => {
    fake.statusMessages.push(text);
    return new Disposable(() => undefined);
  },
  showQuickPick: (items: readonly PickableItem[], options: unknown) => {
    fake.lastQuickPick = { items, options };
    const answer = fake.answers.shift();
    if (Array.isArray(answer)) return Promise.resolve(items.filter(({ label }) => answer.includes(label)));
    return Promise.resolve(items.find(({ label }) => label === answer));
  },
  showInputBox: (options: { validateInput?: (value: string) => unknown }) => {
    fake.lastInput = options;
    return Promise.resolve(fake.answers.shift());
  },
  showOpenDialog: () => Promise.resolve(fake.answers.shift()),
  showSaveDialog: () => Promise.resolve(fake.answers.shift()),
  withProgress: async (
    _options: unknown,
    task: (progress: { report(value: unknown): void }, token: unknown) => Promise<unknown>,
  ) => {
    const source = new CancellationTokenSource();
    fake.progressToken = source;
    fake.onProgress?.();
    try {
      return await task({ report: () => undefined }, source.token);
    } finally {
      source.dispose();
    }
  },
  createStatusBarItem: (id: string, alignment: number) => {
    const item: FakeStatusItem & { show(): void; hide(): void; dispose(): void } = {
      id,
      alignment,
      name: undefined,
      text: "",
      tooltip: undefined,
      command: undefined,
      accessibilityInformation: undefined,
      isVisible: false,
      show: () => void (item.isVisible = true),
      hide: () => void (item.isVisible = false),
      dispose: () => void (item.isVisible = false),
    };
    fake.statusItems.push(item);
    return item;
  },
  createOutputChannel: () => {
    const line = (level: string) => (message: string) => void fake.logLines.push(`${level}: ${message}`);
    return {
      error: line("error"),
      warn: line("warn"),
      info: line("info"),
      debug: line("debug"),
      show: () => void fake.executed.push({ command: "log.show", args: [] }),
      dispose: () => undefined,
    };
  },
  createWebviewPanel: (viewType: string, title: string, _column: unknown, options: unknown) => {
    const panel = new FakeWebviewPanel(viewType, title, options);
    fake.panels.push(panel);
    return panel;
  },
  registerWebviewViewProvider: (id: string, provider: unknown) =>
    registered(fake.viewProviders, id, provider),
  registerWebviewPanelSerializer: (id: string, item: unknown) => registered(fake.serializers, id, item),
  registerUriHandler: (handler: unknown) => {
    fake.uriHandlers.push(handler);
    return new Disposable(() => fake.uriHandlers.splice(fake.uriHandlers.indexOf(handler), 1));
  },
  createTextEditorDecorationType: () => {
    fake.liveDecorations += 1;
    return new Disposable(() => void (fake.liveDecorations -= 1));
  },
  showTextDocument: async (document: FakeEditor["document"], options: { selection?: Range }) => {
    const editor: FakeEditor = { document, selection: options.selection, decorated: [], revealed: undefined };
    fake.editors.push(editor);
    return {
      ...editor,
      revealRange: (range: Range) => void (editor.revealed = range),
      setDecorations: (_type: unknown, ranges: readonly Range[]) => void editor.decorated.push(...ranges),
    };
  },
};

function registered(map: Map<string, unknown>, id: string, item: unknown): Disposable {
  map.set(id, item);
  return new Disposable(() => void map.delete(id));
}

export const commands = {
  registerCommand: (id: string, run: (...args: unknown[]) => unknown) => {
    if (fake.commands.has(id)) throw new Error(`command '${id}' already exists`);
    fake.commands.set(id, run);
    return new Disposable(() => void fake.commands.delete(id));
  },
  executeCommand: async (id: string, ...args: readonly unknown[]) => {
    fake.executed.push({ command: id, args });
    return fake.commands.get(id)?.(...args) ?? fake.commandResults.get(id);
  },
};

export const env = {
  language: "en",
  uriScheme: "vscode",
  clipboard: {
    writeText: async (text: string) => void (fake.clipboard = text),
  },
  openExternal: async (uri: Uri) => fake.opened.push(uri.toString()) > 0,
};

export const extensions = {
  getExtension: (id: string) => fake.extensions.get(id),
};

/** Fills in `{0}`; strings come in English, as without a language pack. */
export const l10n = {
  t: (message: string, ...args: readonly unknown[]) =>
    message.replaceAll(/\{(\d+)\}/g, (_match, at: string) => String(args[Number(at)])),
};
