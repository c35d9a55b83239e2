import { keyLabel } from "../text/labels.ts";
import { RecordText } from "./record-text.tsx";

export interface NameButtonProps {
  readonly name: string;
  /** What choosing it does, with the name in it. */
  readonly label: string;
  readonly isActive: boolean;
  readonly onChoose: () => void;
}

/** A name of the data that filters the feed when chosen, and shows whether it does. */
export function NameButton({ name, label, isActive, onChoose }: NameButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={isActive}
      onClick={onChoose}
      className="flex h-[20px] w-full min-w-0 items-center text-left hover:underline aria-pressed:font-semibold aria-pressed:underline"
    >
      <RecordText text={keyLabel(name)} />
    </button>
  );
}
