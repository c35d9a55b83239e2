export interface IconProps {
  /** Name of a codicon, or one of the few that its font lacks. */
  readonly name: string;
  readonly className?: string;
}

// The font has no "first" and "last": its chevrons, set twice.
const DOUBLE: Readonly<Record<string, string>> = { first: "chevron-left", last: "chevron-right" };

/** A 16 px icon of the editor's own font. Never alone: a label or a tooltip stands with it. */
export function Icon({ name, className = "" }: IconProps) {
  const twice = DOUBLE[name];
  if (twice === undefined) {
    return <span aria-hidden="true" className={`codicon codicon-${name} shrink-0 ${className}`} />;
  }
  return (
    <span aria-hidden="true" className={`flex shrink-0 ${className}`}>
      <span className={`codicon codicon-${twice} -mr-[11px]`} />
      <span className={`codicon codicon-${twice}`} />
    </span>
  );
}
