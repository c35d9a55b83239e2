import type { TelemetryDataset } from "../store/tables.ts";

/** Questions of one revision that are answered once: those of one view, and of the views beside it. */
const MAX_VALUES = 16;

/** Makes a function of a dataset and a question that answers a question once for each revision of a dataset. */
export function remembering<Q, V>(
  compute: (dataset: TelemetryDataset, question: Q) => V,
): (dataset: TelemetryDataset, question: Q) => V {
  const known = new WeakMap<TelemetryDataset, { revision: number; readonly values: Map<string, V> }>();
  return (dataset, question) => {
    let entry = known.get(dataset);
    if (entry === undefined) known.set(dataset, (entry = { revision: dataset.revision, values: new Map() }));
    if (entry.revision !== dataset.revision || entry.values.size >= MAX_VALUES) entry.values.clear();
    entry.revision = dataset.revision;
    const key = JSON.stringify(question);
    const remembered = entry.values.get(key);
    if (remembered !== undefined) return remembered;
    const value = compute(dataset, question);
    entry.values.set(key, value);
    return value;
  };
}
