import { createContext, useContext, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import type { ReactNode, RefObject } from "react";
import { createPortal } from "react-dom";

export interface PopoverProps {
  /** Name of what it opens, and tooltip of the button. */
  readonly label: string;
  /** The button shows an icon only: the label is its name too. */
  readonly isIconOnly?: boolean;
  readonly trigger: ReactNode;
  readonly triggerClassName: string;
  readonly widthPx: number;
  readonly children: ReactNode;
}

const ClosePopover = createContext<() => void>(() => undefined);

/** Closes the popover that the component is in. */
export function useClosePopover(): () => void {
  return useContext(ClosePopover);
}

const MARGIN_PX = 4;

/** A button that opens a small dialog under itself. Escape, a click elsewhere or scrolling close it. */
export function Popover({ label, trigger, isIconOnly = false, widthPx, children, ...rest }: PopoverProps) {
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = () => {
    setIsOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={isIconOnly ? label : undefined}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        title={label}
        className={rest.triggerClassName}
        onClick={() => setIsOpen(!isOpen)}
      >
        {trigger}
      </button>
      {isOpen
        ? createPortal(
            <PopoverBody
              id={id}
              label={label}
              widthPx={widthPx}
              anchor={button}
              onClose={close}
              onLeave={() => setIsOpen(false)}
            >
              <ClosePopover value={close}>{children}</ClosePopover>
            </PopoverBody>,
            document.body,
          )
        : null}
    </>
  );
}

interface PopoverBodyProps {
  readonly id: string;
  readonly label: string;
  readonly widthPx: number;
  readonly anchor: RefObject<HTMLButtonElement | null>;
  readonly onClose: () => void;
  readonly onLeave: () => void;
  readonly children: ReactNode;
}

function PopoverBody({ id, label, widthPx, anchor, onClose, onLeave, children }: PopoverBodyProps) {
  const body = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (body.current && anchor.current) place(body.current, anchor.current, widthPx);
    body.current?.querySelector<HTMLElement>("input, select, button")?.focus();
  }, [anchor, widthPx]);
  useLeaving(body, anchor, onClose, onLeave);
  return (
    <div
      ref={body}
      id={id}
      role="dialog"
      aria-label={label}
      tabIndex={-1}
      className="fixed z-20 max-h-[min(560px,calc(100vh-48px))] overflow-y-auto rounded-[5px] border border-raised-line bg-raised p-2 text-fg shadow-[0_2px_8px_var(--vscode-widget-shadow,transparent)] outline-none"
    >
      {children}
    </div>
  );
}

/** Escape closes; a click, a scroll or the focus going elsewhere leaves, without taking the focus back. */
function useLeaving(
  body: RefObject<HTMLElement | null>,
  anchor: RefObject<HTMLElement | null>,
  onClose: () => void,
  onLeave: () => void,
): void {
  useEffect(() => {
    const element = body.current;
    const isInside = (target: EventTarget | null) =>
      target instanceof Node &&
      (element?.contains(target) === true || anchor.current?.contains(target) === true);
    const onElsewhere = ({ target }: Event) => {
      if (!isInside(target)) onLeave();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") onClose();
    };
    const onBlur = ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null && !isInside(relatedTarget)) onLeave();
    };
    document.addEventListener("pointerdown", onElsewhere, true);
    document.addEventListener("scroll", onElsewhere, true);
    element?.addEventListener("keydown", onKey);
    element?.addEventListener("focusout", onBlur);
    return () => {
      document.removeEventListener("pointerdown", onElsewhere, true);
      document.removeEventListener("scroll", onElsewhere, true);
      element?.removeEventListener("keydown", onKey);
      element?.removeEventListener("focusout", onBlur);
    };
  }, [body, anchor, onClose, onLeave]);
}

/** Under the button, wholly inside the page. Styles by CSSOM, which the content policy allows. */
function place(body: HTMLElement, anchor: HTMLElement, widthPx: number): void {
  const { left, bottom, top } = anchor.getBoundingClientRect();
  const pageWidth = document.documentElement.clientWidth;
  const pageHeight = document.documentElement.clientHeight;
  const width = Math.min(widthPx, pageWidth - 2 * MARGIN_PX);
  body.style.width = `${width}px`;
  body.style.left = `${Math.max(MARGIN_PX, Math.min(left, pageWidth - width - MARGIN_PX))}px`;
  const height = body.offsetHeight;
  const isAbove = bottom + height > pageHeight && top > height;
  body.style.top = `${isAbove ? top - height - 2 : bottom + 2}px`;
}
