import { S } from "../strings.ts";
import { columnCount } from "./cards.tsx";

export interface SkeletonProps {
  readonly widthPx: number;
}

/** The panel's shape before its figures, so that nothing moves when they come. */
export function Skeleton({ widthPx }: SkeletonProps) {
  return (
    <div role="status" aria-label={S.loadingView} className="pulse flex flex-col gap-3">
      <div
        className="grid gap-px overflow-hidden rounded-[4px] border border-line"
        style={{ gridTemplateColumns: `repeat(${columnCount(widthPx, 4)}, minmax(0, 1fr))` }}
      >
        {[1, 2, 3, 4].map((card) => (
          <div key={card} className="flex h-[72px] flex-col gap-2 px-2 pt-3">
            <div className="h-[18px] w-[60%] rounded-[3px] bg-track" />
            <div className="h-[10px] w-[40%] rounded-[3px] bg-track" />
          </div>
        ))}
      </div>
      <div className="mt-[26px] h-[120px] rounded-[3px] bg-track" />
      <div className="mt-[26px] flex flex-col gap-[6px]">
        {[1, 2, 3, 4, 5, 6].map((row) => (
          <div key={row} className="h-[16px] rounded-[3px] bg-track" />
        ))}
      </div>
    </div>
  );
}
