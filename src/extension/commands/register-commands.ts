import * as vscode from "vscode";
import type { CommandName } from "../command-ids.ts";
import { COMMAND_IDS } from "../command-ids.ts";
import { DisposableStore } from "../disposable-store.ts";
import type { Log } from "../log.ts";
import { describeError, logFailure } from "../log.ts";

export type CommandHandlers = Readonly<Record<CommandName, (argument?: unknown) => Promise<void> | void>>;

/** Registers every command; one that fails is logged and said once, not thrown at whoever called it. */
export function registerCommands(handlers: CommandHandlers, log: Log): vscode.Disposable {
  const disposables = new DisposableStore();
  for (const [name, run] of Object.entries(handlers)) {
    const id = Object.entries(COMMAND_IDS).find(([known]) => known === name)?.[1];
    if (id === undefined) throw new RangeError(`No command is named ${name}`);
    disposables.add(
      vscode.commands.registerCommand(id, async (argument?: unknown) => {
        try {
          await run(argument);
        } catch (error) {
          log.error(`The command ${id} failed: ${describeError(error)}`);
          logFailure(log, "Offering the log", offerLog(log));
        }
      }),
    );
  }
  return disposables;
}

async function offerLog(log: Log): Promise<void> {
  const show = vscode.l10n.t("Show Log");
  const text = vscode.l10n.t("Empathy Telemetry: that did not work.");
  if ((await vscode.window.showErrorMessage(text, show)) === show) log.show();
}
