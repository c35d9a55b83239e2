import { visibleText } from "../text/safe-text.ts";

export interface RecordTextProps {
  readonly text: string;
  readonly className?: string;
  /** The tooltip, when it is to say more than the text itself. */
  readonly title?: string;
}

/**
 * Text that comes from a record: whatever it holds, it is shown as characters, its direction stays its own, and
 * what does not fit is cut with the whole of it in the tooltip.
 */
export function RecordText({ text, className = "", title }: RecordTextProps) {
  const shown = visibleText(text);
  return (
    <bdi dir="auto" title={title ?? shown} className={`truncate [unicode-bidi:isolate] ${className}`}>
      {shown}
    </bdi>
  );
}
