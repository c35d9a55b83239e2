import * as v from "valibot";
import { DEFAULT_INTENT } from "../../src/core/view-model/panel-intent.ts";
import { panelIntentSchema } from "../../src/protocol/to-host.ts";
import { TOP } from "./places.ts";

export const STATE_VERSION = 1;

const flags = v.fallback(v.record(v.string(), v.boolean()), {});
const top = v.fallback(v.pipe(v.number(), v.finite(), v.minValue(0)), 0);
const scroll = v.fallback(v.object({ main: top, list: top, peek: top }), TOP);
const label = v.pipe(v.string(), v.maxLength(2048));

const uiSchema = v.object({
  /** The feed as one scrolling list instead of pages. */
  isScrolling: v.fallback(v.boolean(), false),
  isPaused: v.fallback(v.boolean(), false),
  /** Sections folded or unfolded by hand, by their id. */
  collapsed: flags,
  /** Charts shown as tables, by their id. */
  tables: flags,
});

const stateSchema = v.object({
  version: v.literal(STATE_VERSION),
  intentNumber: v.pipe(v.number(), v.integer(), v.minValue(0)),
  intent: panelIntentSchema,
  placeLabel: v.fallback(label, ""),
  trail: v.fallback(
    v.pipe(v.array(v.object({ label, intent: panelIntentSchema, scroll })), v.maxLength(20)),
    [],
  ),
  scroll,
  ui: uiSchema,
});

type State = v.InferOutput<typeof stateSchema>;
type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** What VS Code keeps for us while the page is gone. */
export type PersistedState = DeepReadonly<State>;
export type UiChoices = PersistedState["ui"];

export const DEFAULT_STATE: PersistedState = {
  version: STATE_VERSION,
  intentNumber: 0,
  intent: DEFAULT_INTENT,
  placeLabel: "",
  trail: [],
  scroll: TOP,
  ui: { isScrolling: false, isPaused: false, collapsed: {}, tables: {} },
};

type Raw = Readonly<Record<string, unknown>>;

function isRaw(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Each entry lifts a state of its version by one. */
export type Migrations = Readonly<Record<number, (state: Raw) => Raw>>;

const MIGRATIONS: Migrations = {};

/** Reads what an earlier page left, of any version. What cannot be understood becomes the default. */
export function restoreState(value: unknown, migrations: Migrations = MIGRATIONS): PersistedState {
  let state = value;
  // As many steps as there are entries at most: a migration that forgets to count cannot hang the page.
  for (let step = Object.keys(migrations).length; step > 0; step--) {
    if (!isRaw(state) || typeof state["version"] !== "number" || state["version"] >= STATE_VERSION) break;
    state = migrations[state["version"]]?.(state) ?? null;
  }
  const parsed = v.safeParse(stateSchema, state);
  return parsed.success ? parsed.output : DEFAULT_STATE;
}
