export interface SparkProps {
  /** `null` is a gap. */
  readonly points: readonly (number | null)[];
}

const HEIGHT = 18;
/** Width of a lonely point, in steps between two points. */
const DASH = 0.4;

/** The course of a figure, faint behind it: decoration, the chart below says it in full. */
export function Spark({ points }: SparkProps) {
  const lines = sparkLines(points);
  if (lines.length === 0) return null;
  const width = Math.max(1, points.length - 1);
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="pointer-events-none absolute inset-x-0 bottom-0 h-[18px] w-full text-accent opacity-35"
    >
      {lines.map((line) => (
        <polyline
          key={line}
          points={line}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.25"
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  );
}

/** The polylines between the gaps, zero at the bottom. A lonely point is a short dash. */
export function sparkLines(points: readonly (number | null)[]): readonly string[] {
  const known = points.filter((point) => point !== null);
  const max = Math.max(...known, 0);
  if (known.length < 2 || max === 0) return [];
  const y = (point: number) => (HEIGHT - 1 - (Math.max(0, point) / max) * (HEIGHT - 4)).toFixed(1);
  const lines: { readonly x: number; readonly y: string }[][] = [[]];
  for (const [x, point] of points.entries()) {
    if (point === null) lines.push([]);
    else lines.at(-1)?.push({ x, y: y(point) });
  }
  return lines.filter((line) => line.length > 0).map(lineText);
}

function lineText(line: readonly { readonly x: number; readonly y: string }[]): string {
  const [first] = line;
  if (first !== undefined && line.length === 1) {
    return `${first.x - DASH / 2},${first.y} ${first.x + DASH / 2},${first.y}`;
  }
  return line.map(({ x, y }) => `${x},${y}`).join(" ");
}
