export interface ProgressProps {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly className?: string;
}

/** A thin bar in the editor's colour of progress. */
export function Progress({ label, done, total, className = "" }: ProgressProps) {
  return (
    <progress
      aria-label={label}
      value={done}
      max={Math.max(1, total)}
      className={`h-[2px] appearance-none border-none bg-track [&::-webkit-progress-bar]:bg-track [&::-webkit-progress-value]:bg-progress ${className}`}
    />
  );
}
