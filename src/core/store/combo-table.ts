import { Dictionary } from "./dictionary.ts";
import { isListOf, isNullOr, isObjectWith, isText } from "./snapshot/json-guards.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import type { Stored } from "./snapshot/stored.ts";
import type { CallCombo } from "./tables.ts";

const isName = isNullOr(isText);
const isCombos = isListOf(
  isObjectWith<CallCombo>({
    workflow: isName,
    step: isName,
    taskType: isName,
    provider: isName,
    tier: isName,
    requestedTier: isName,
    model: isName,
  }),
);

/** The distinct (workflow, step, task type, provider, tier, requested tier, model) of all calls. */
export class ComboTable implements Stored {
  readonly #texts = new Dictionary();
  readonly #numbers = new Map<string, number>();
  readonly #combos: CallCombo[] = [];
  #last = -1;

  get count(): number {
    return this.#combos.length;
  }

  /** Throws for a number that was never given. */
  get(combo: number): CallCombo {
    const found = this.#combos[combo];
    if (found === undefined) throw new RangeError(`no call combination ${combo}`);
    return found;
  }

  intern(call: CallCombo): number {
    // Neighbouring lines mostly share their combination.
    const last = this.#combos[this.#last];
    if (last !== undefined && isSameCombo(last, call)) return this.#last;
    const key = this.#keyOf(call);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#combos.length;
      this.#numbers.set(key, number);
      this.#combos.push(comboOf(call));
    }
    this.#last = number;
    return number;
  }

  saveTo(to: SectionWriter): void {
    to.json("combos", this.#combos);
  }

  restoreFrom(from: SectionReader): void {
    for (const combo of from.json("combos", isCombos)) this.intern(combo);
  }

  #keyOf(call: CallCombo): string {
    const texts = this.#texts;
    const names = `${texts.intern(call.workflow)},${texts.intern(call.step)},${texts.intern(call.taskType)}`;
    const model = `${texts.intern(call.provider)},${texts.intern(call.model)}`;
    return `${names},${model},${texts.intern(call.tier)},${texts.intern(call.requestedTier)}`;
  }
}

function isSameCombo(a: CallCombo, b: CallCombo): boolean {
  return (
    a.workflow === b.workflow &&
    a.step === b.step &&
    a.taskType === b.taskType &&
    a.provider === b.provider &&
    a.tier === b.tier &&
    a.requestedTier === b.requestedTier &&
    a.model === b.model
  );
}

function comboOf(call: CallCombo): CallCombo {
  const { workflow, step, taskType, provider, tier, requestedTier, model } = call;
  return { workflow, step, taskType, provider, tier, requestedTier, model };
}
