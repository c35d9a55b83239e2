import { formatInstant } from "../../src/core/view-model/format.ts";
import { useAge } from "../hooks/use-age.ts";
import { Figure } from "./figure.tsx";

export interface AgeProps {
  readonly atMs: number | null;
  readonly timeZone: string;
  readonly locale: string;
}

/** How long ago, with the instant itself in the tooltip. */
export function Age({ atMs, timeZone, locale }: AgeProps) {
  if (atMs === null) return <Figure value={null} />;
  return <AgeText atMs={atMs} title={formatInstant(atMs, timeZone, locale)} />;
}

function AgeText({ atMs, title }: { readonly atMs: number; readonly title: string }) {
  const age = useAge(atMs);
  return (
    <time dateTime={new Date(atMs).toISOString()} title={title} className="tabular-nums">
      {age}
    </time>
  );
}
