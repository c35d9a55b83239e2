import * as vscode from "vscode";
import { CONTEXT_KEYS } from "./command-ids.ts";

export type ContextKey = keyof typeof CONTEXT_KEYS;

/** Sets context keys, and only when they change: each one is a message to the window. */
export class ContextKeys {
  readonly #values = new Map<ContextKey, boolean>();

  set(key: ContextKey, value: boolean): void {
    if (this.#values.get(key) === value) return;
    this.#values.set(key, value);
    void vscode.commands.executeCommand("setContext", CONTEXT_KEYS[key], value);
  }
}
