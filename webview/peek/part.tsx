import { useId } from "react";
import type { ReactNode } from "react";

export interface PartProps {
  readonly title: string;
  readonly note?: string | undefined;
  readonly children: ReactNode;
}

/** A titled part of a record. */
export function Part({ title, note, children }: PartProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col">
      <div className="flex h-[22px] items-center gap-2">
        <h3 id={id} className="text-label font-semibold">
          {title}
        </h3>
        {note === undefined ? null : <span className="truncate text-label text-muted">{note}</span>}
      </div>
      {children}
    </section>
  );
}
