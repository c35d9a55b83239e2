import { ROW_IS_CALL, type CallBlock } from "../../store/call-block.ts";
import type { WindowTest } from "../time-window.ts";
import { CallFollower, type CallSource, type TakeBlock } from "./call-follower.ts";
import type { Sign } from "./flat-tally.ts";
import { GroupedValues } from "./grouped-values.ts";

/** Latencies of the calls of a window, by combination; kept up as calls come. */
export class CallDurations {
  readonly values = new GroupedValues();
  readonly #follower: CallFollower;
  readonly #take: TakeBlock = (block, sign) => this.#add(block, sign);

  constructor(source: CallSource, mergesTwins: boolean, window: WindowTest) {
    this.#follower = new CallFollower(source, mergesTwins, window);
  }

  get behind(): number {
    return this.#follower.behind;
  }

  follow(mostRows = Infinity): this {
    this.#follower.follow(this.#take, mostRows);
    return this;
  }

  #add({ count, use, combo, latencyMs }: CallBlock, sign: Sign): void {
    for (let row = 0; row < count; row++) {
      if (use[row] !== ROW_IS_CALL) continue;
      const value = latencyMs[row] ?? Number.NaN;
      if (sign === 1) this.values.add(combo[row] ?? 0, value);
      else this.values.remove(combo[row] ?? 0, value);
    }
  }
}
