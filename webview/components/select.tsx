export interface SelectProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly {
    readonly value: Value;
    readonly label: string;
    readonly isDisabled?: boolean;
  }[];
  readonly onChange: (value: Value) => void;
  readonly className?: string;
}

/** The editor's drop-down: a native one, so that it opens and types ahead as the system's do. */
export function Select<Value extends string>({
  label,
  value,
  options,
  onChange,
  className = "",
}: SelectProps<Value>) {
  return (
    <select
      aria-label={label}
      title={label}
      value={value}
      onChange={(event) => {
        const chosen = options.find((option) => option.value === event.target.value);
        if (chosen) onChange(chosen.value);
      }}
      className={`h-[24px] min-w-0 rounded-[4px] border border-input-line bg-input px-1 text-input-fg ${className}`}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value} disabled={option.isDisabled ?? false}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
