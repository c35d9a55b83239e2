import type { ComponentProps, ReactNode } from "react";
import { Icon } from "./icon.tsx";

export interface IconButtonProps extends Omit<ComponentProps<"button">, "children" | "title"> {
  readonly icon: string;
  /** Name for screen readers, and the tooltip. */
  readonly label: string;
}

/** A toolbar button as in the title bar of a view. */
export function IconButton({ icon, label, className = "", ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`inline-flex size-[22px] shrink-0 items-center justify-center rounded-[5px] text-fg enabled:hover:bg-toolbar-hover disabled:opacity-40 aria-pressed:bg-toolbar-hover hc:border hc:border-transparent hc:enabled:hover:border-contrast hc:aria-pressed:border-contrast ${className}`}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  );
}

export interface TextButtonProps extends ComponentProps<"button"> {
  readonly look?: "primary" | "secondary" | "link";
  readonly children: ReactNode;
}

const LOOKS = {
  primary: "min-h-[26px] px-3 bg-button text-button-fg hover:bg-button-hover rounded-[4px]",
  secondary: "h-[24px] px-2 bg-button2 text-button2-fg hover:bg-button2-hover rounded-[4px]",
  link: "text-link hover:text-link-active hover:underline",
} as const;

export function TextButton({ look = "secondary", children, className = "", ...rest }: TextButtonProps) {
  const border = look === "link" ? "" : "border border-transparent hc:border-contrast";
  return (
    <button
      type="button"
      className={`inline-flex items-center justify-center gap-1 ${LOOKS[look]} ${border} ${className}`}
      {...rest}
    >
      {children}
    </button>
  );
}
