import { isListOf, isNullOr, isObjectWith, isText } from "../../store/snapshot/json-guards.ts";
import type { SectionReader } from "../../store/snapshot/section-reader.ts";
import type { SectionWriter } from "../../store/snapshot/section-writer.ts";
import type { Stored } from "../../store/snapshot/stored.ts";
import type { RunColumns, StageColumns } from "../../store/tables.ts";
import { joinedProviders } from "../run-row.ts";

export interface RunGroup {
  readonly workflow: string | null;
  /** As breakdowns show them: "a + b". */
  readonly providers: string | null;
}

export interface StageGroup {
  readonly workflow: string | null;
  readonly name: string | null;
  readonly tier: string | null;
  readonly model: string | null;
}

type Name = string | null;
const isName = isNullOr(isText);
const isRunGroups = isListOf(isObjectWith<RunGroup>({ workflow: isName, providers: isName }));
const isStageGroups = isListOf(
  isObjectWith<StageGroup>({ workflow: isName, name: isName, tier: isName, model: isName }),
);

/** Numbers for groups of runs, in the order of first appearance. */
export class RunGroups implements Stored {
  readonly all: RunGroup[] = [];
  readonly #numbers = new Map<Name, Map<Name, number>>();

  numberOf({ workflow, providers }: RunGroup): number {
    const numbers = branch(this.#numbers, workflow);
    let number = numbers.get(providers);
    if (number === undefined) {
      number = this.all.push({ workflow, providers }) - 1;
      numbers.set(providers, number);
    }
    return number;
  }

  saveTo(to: SectionWriter): void {
    to.json("groups", this.all);
  }

  restoreFrom(from: SectionReader): void {
    for (const group of from.json("groups", isRunGroups)) this.numberOf(group);
  }

  ofRow(runs: RunColumns, row: number): number {
    return this.numberOf({ workflow: runs.workflow(row), providers: joinedProviders(runs.providers(row)) });
  }
}

/** Numbers for groups of stages, likewise. There are many stages: no text is made to find one. */
export class StageGroups implements Stored {
  readonly all: StageGroup[] = [];
  readonly #numbers = new Map<Name, Map<Name, Map<Name, Map<Name, number>>>>();

  numberOf({ workflow, name, tier, model }: StageGroup): number {
    const numbers = branch(branch(branch(this.#numbers, workflow), name), tier);
    let number = numbers.get(model);
    if (number === undefined) {
      number = this.all.push({ workflow, name, tier, model }) - 1;
      numbers.set(model, number);
    }
    return number;
  }

  saveTo(to: SectionWriter): void {
    to.json("groups", this.all);
  }

  restoreFrom(from: SectionReader): void {
    for (const group of from.json("groups", isStageGroups)) this.numberOf(group);
  }

  ofStage(stages: StageColumns, stage: number, workflow: string | null): number {
    return this.numberOf({
      workflow,
      name: stages.name(stage),
      tier: stages.tier(stage),
      model: stages.model(stage),
    });
  }
}

function branch<V>(tree: Map<Name, Map<Name, V>>, name: Name): Map<Name, V> {
  let found = tree.get(name);
  if (found === undefined) tree.set(name, (found = new Map()));
  return found;
}
