const noRules = { reason: "no rules yet" };

/** @type {Readonly<Record<string, import("../lib/evaluate.mjs").Finding>>} */
const reasons = {
  "P16.idle": noRules,
  "P16.append": noRules,
  "P16.detectors": { reason: "no detectors yet" },
};

/**
 * Gates of parts that do not exist yet: they are shown as what they are.
 * @type {import("./group.mjs").Group}
 */
export const missing = {
  title: "what does not exist yet",
  keys: Object.keys(reasons),
  measure: () => Promise.resolve(reasons),
};
