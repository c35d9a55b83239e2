import type { ToHostMessage } from "../src/protocol/to-host.ts";

/** The same message with every array readonly: what we send is never changed afterwards. */
type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

export type Outgoing = Frozen<ToHostMessage>;

/** A name of the host's own table of commands. */
export type PanelCommand = Extract<Outgoing, { type: "runCommand" }>["command"];

/** What VS Code gives a webview: one way to speak, and a small memory that outlives the page. */
export interface VsCodeApi {
  readonly postMessage: (message: Outgoing) => void;
  readonly getState: () => unknown;
  readonly setState: (state: unknown) => void;
}

declare global {
  var acquireVsCodeApi: (() => VsCodeApi) | undefined;
}

/** VS Code's own API. May be called once in a page's life; throws outside a VS Code webview. */
export function acquireApi(): VsCodeApi {
  const acquire = globalThis.acquireVsCodeApi;
  if (typeof acquire !== "function") {
    throw new Error("acquireVsCodeApi is missing: this page runs only inside a VS Code webview.");
  }
  return acquire();
}
