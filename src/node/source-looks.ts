import type { Generation } from "./generation.ts";
import type { GenerationHolder } from "./generation-holder.ts";
import type { PendingWork, Round } from "./pending-work.ts";
import type { RootWatches } from "./root-watches.ts";
import type { RootSpec } from "./roots.ts";
import type { TrackedFile } from "./tracked-file.ts";

/** The looks that a source takes at the files of the generation shown: at those that were touched, or at all. */
export class SourceLooks {
  readonly #holder: GenerationHolder;
  readonly #watches: RootWatches;
  readonly #work: PendingWork;

  constructor(holder: GenerationHolder, watches: RootWatches, work: PendingWork) {
    this.#holder = holder;
    this.#watches = watches;
    this.#work = work;
  }

  /** Watchers tell of every change of what is read, as far as one can know. */
  get isTold(): boolean {
    const { roots, hasLinkedFiles } = this.#holder.shown;
    return (
      !hasLinkedFiles &&
      roots.every(
        ({ root: { path }, state }) =>
          this.#watches.isTold(path) && (state === "absent" || this.#watches.isOnRoot(path)),
      )
    );
  }

  /** Reads what is new. True when only a new generation is right. */
  look(isAll: boolean, round: Round): Promise<boolean> {
    return isAll ? this.#lookAtAll(round) : this.#lookAt(round.touched);
  }

  async #lookAt(paths: ReadonlySet<string>): Promise<boolean> {
    let needsReset = false;
    for (const path of paths) {
      const file = this.#holder.shown.fileAt(path);
      if (file === null) this.#work.requestAll(false);
      else needsReset = (await this.#holder.shown.visit(file, true)) === "reset" || needsReset;
    }
    return needsReset;
  }

  async #lookAtAll(round: Round): Promise<boolean> {
    const generation = this.#holder.shown;
    await this.#watches.arm();
    if (await this.#visitKnown(generation, round)) return true;
    const { added, isRotated } = await generation.discover();
    if (isRotated) return true;
    // A file that came may hold what another was cut by: that is to be known before its records count.
    if (added.length > 0 && (await this.#visitAgain(generation, added))) return true;
    let needsReset = false;
    for (const file of added) needsReset = (await generation.visit(file, true)) === "reset" || needsReset;
    if (needsReset) return true;
    await this.#watchNewRoots();
    return false;
  }

  async #visitAgain(generation: Generation, added: readonly TrackedFile[]): Promise<boolean> {
    for (const file of generation.files) {
      if (!added.includes(file) && (await generation.visit(file, true)) === "reset") return true;
    }
    return false;
  }

  async #visitKnown(generation: Generation, { distrust, touched }: Round): Promise<boolean> {
    let needsReset = false;
    for (const file of generation.files) {
      const isTouched = touched.has(file.path);
      const found = await generation.visit(file, distrust || isTouched);
      if (found !== "same" && !distrust && !isTouched) this.#watches.noteSilence(file.path);
      needsReset ||= found === "reset";
    }
    return needsReset;
  }

  /** A root that came after its watch was looked after: arm it, and list it again under the watch. */
  async #watchNewRoots(): Promise<void> {
    const present = this.#holder.shown.roots.filter(({ state }) => state === "ok");
    const isUnwatched = ({ root }: { readonly root: RootSpec }): boolean =>
      !this.#watches.isOnRoot(root.path);
    const unwatched = present.filter(isUnwatched);
    if (unwatched.length === 0) return;
    await this.#watches.arm();
    if (unwatched.some((status) => !isUnwatched(status))) this.#work.requestAll(false);
  }
}
