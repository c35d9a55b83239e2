import type { Generation } from "./generation.ts";
import type { SourceFile, SourceRoot, SourceState } from "./source-events.ts";

/** What to tell people about a generation: its files, its folders, and how it is on the whole. */
export function describeSource(
  generation: Generation,
  isLoading: boolean,
  isWatched: (rootPath: string) => boolean,
): SourceState {
  const files: readonly SourceFile[] = generation.files.map((file) => ({
    fileId: file.ref.fileId,
    path: file.path,
    label: file.ref.label,
    state: file.state,
    errorCode: file.errorCode,
    cutAtMs: generation.cutAtMs(file.path),
  }));
  const roots: readonly SourceRoot[] = generation.roots.map(({ root, state }) => ({
    path: root.path,
    label: root.label,
    state,
    isWatched: isWatched(root.path),
  }));
  return { overall: isLoading ? "loading" : overallOf(generation), files, roots };
}

function overallOf(generation: Generation): SourceState["overall"] {
  const isShutOut = generation.roots.some((root) => root.state === "denied");
  if (generation.files.length === 0) return isShutOut ? "denied" : "no-files";
  // A file that was read before it was closed to us keeps its data: that is stale, not nothing.
  const isUnread = generation.files.every((file) => file.state === "denied" && file.offset === 0);
  return isUnread ? "denied" : "ready";
}

/** Equal for states that look the same to people. */
export function stateKey(state: SourceState): string {
  return JSON.stringify(state);
}
