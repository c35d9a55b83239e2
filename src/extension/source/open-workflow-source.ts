import * as vscode from "vscode";
import type { SourceCandidate } from "../../core/source/resolve-workflow.ts";
import { displayText } from "../display-text.ts";
import { hasPythonExtension, readInstalledWorkflows } from "./installed-packages.ts";
import type { LineReveal } from "./line-reveal.ts";
import { findPythonSources, loadResolver } from "./python-files.ts";

const CHOICES_KEY = "source.choices";
const MAX_REMEMBERED = 200;

/** A choice between places that tie: the class may move in its file, so its line is not kept. */
interface Choice {
  readonly workflow: string;
  readonly path: string;
  readonly className: string | null;
}

interface CandidateItem extends vscode.QuickPickItem {
  readonly candidate: SourceCandidate;
}

export interface WorkflowSourceOptions {
  readonly memory: vscode.Memento;
  readonly reveal: LineReveal;
  /** Folder of the sample's sources while the sample is shown: they are looked at, not the workspace's. */
  readonly sampleDir: () => string | null;
}

/** From a workflow's name to the line that defines it. */
export class WorkflowSource {
  readonly #memory: vscode.Memento;
  readonly #reveal: LineReveal;
  readonly #sampleDir: () => string | null;

  constructor({ memory, reveal, sampleDir }: WorkflowSourceOptions) {
    this.#memory = memory;
    this.#reveal = reveal;
    this.#sampleDir = sampleDir;
  }

  /** Opens the definition, asks between ties, or says that there is none. `asksAgain` ignores the memory. */
  async open(workflow: string, asksAgain = false): Promise<void> {
    const sources = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Window,
        title: vscode.l10n.t("Looking for the workflow's source"),
      },
      () => findPythonSources(workflow, this.#sampleDir()),
    );
    const { findWorkflowDefinitions } = await loadResolver();
    const candidates = findWorkflowDefinitions(sources.files, workflow, sources.entryPoints);
    if (candidates.length === 0) await this.#offerPackages(workflow);
    else await this.#openBest(workflow, candidates, sources.uris, asksAgain);
  }

  async #openBest(
    workflow: string,
    candidates: readonly SourceCandidate[],
    uris: ReadonlyMap<string, vscode.Uri>,
    asksAgain: boolean,
  ): Promise<void> {
    const ties = candidates.filter((candidate) => candidate.rank === candidates[0]?.rank);
    const remembered = asksAgain ? undefined : this.#remembered(workflow, ties);
    const chosen = remembered ?? (ties.length === 1 ? ties[0] : await this.#ask(workflow, ties));
    const uri = chosen === undefined ? undefined : uris.get(chosen.path);
    if (chosen !== undefined && uri !== undefined) await this.#reveal.open(uri, chosen.line);
  }

  #choices(): readonly Choice[] {
    return this.#memory.get<readonly Choice[]>(CHOICES_KEY, []);
  }

  #remembered(workflow: string, ties: readonly SourceCandidate[]): SourceCandidate | undefined {
    const choice = this.#choices().find((item) => item.workflow === workflow);
    return ties.find(({ path, className }) => path === choice?.path && className === choice.className);
  }

  async #ask(workflow: string, ties: readonly SourceCandidate[]): Promise<SourceCandidate | undefined> {
    const items = ties.map((candidate): CandidateItem => {
      const place = `${candidate.path}:${candidate.line}`;
      return { label: displayText(candidate.className ?? candidate.path), description: place, candidate };
    });
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t("Several places define {0}", displayText(workflow)),
      placeHolder: vscode.l10n.t("The choice is remembered for this workflow"),
      matchOnDescription: true,
    });
    if (picked === undefined) return undefined;
    const { path, className } = picked.candidate;
    const others = this.#choices().filter((item) => item.workflow !== workflow);
    const kept = [...others, { workflow, path, className }].slice(-MAX_REMEMBERED);
    await this.#memory.update(CHOICES_KEY, kept);
    return picked.candidate;
  }

  async #offerPackages(workflow: string): Promise<void> {
    const name = displayText(workflow);
    const message = vscode.l10n.t('No definition of the workflow "{0}" was found in this workspace.', name);
    const search = vscode.l10n.t("Search Installed Packages");
    const canSearch = vscode.workspace.isTrusted && hasPythonExtension();
    const answer = await vscode.window.showInformationMessage(message, ...(canSearch ? [search] : []));
    if (answer === search) await this.#openInstalled(workflow);
  }

  async #openInstalled(workflow: string): Promise<void> {
    const { files, uris } = await readInstalledWorkflows();
    const { findWorkflowDefinitions } = await loadResolver();
    const candidate = findWorkflowDefinitions(files, workflow, [])[0];
    const uri = candidate === undefined ? undefined : uris.get(candidate.path);
    if (candidate === undefined || uri === undefined) {
      const name = displayText(workflow);
      const message = vscode.l10n.t('The selected Python interpreter has no workflow "{0}" either.', name);
      void vscode.window.showInformationMessage(message);
      return;
    }
    await this.#reveal.open(uri, candidate.line);
    // An edit here would change an installed package.
    await vscode.commands.executeCommand("workbench.action.files.setActiveEditorReadonlyInSession");
  }
}
