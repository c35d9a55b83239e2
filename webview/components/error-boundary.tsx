import { Component } from "react";
import type { ReactNode } from "react";
import { S } from "../strings.ts";
import { TextButton } from "./button.tsx";

export interface ErrorBoundaryProps {
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly hasFailed: boolean;
}

/** Keeps the failure of one part to that part, and offers to try it again. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { hasFailed: false };

  static getDerivedStateFromError(): ErrorBoundaryState {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <div role="alert" className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 text-muted">
        <span>
          {S.failed.title} {S.failed.text}
        </span>
        <TextButton onClick={() => this.setState({ hasFailed: false })}>{S.failed.retry}</TextButton>
      </div>
    );
  }
}
