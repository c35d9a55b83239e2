import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";
import { FakeResizeObserver } from "./fixtures/resize.ts";

// Testing Library wires these itself only when the runner exposes global hooks.
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
afterEach(cleanup);

// The panel takes out what it hides, so looking for hidden parents only costs time: seconds in all.
configure({ defaultHidden: true });
// A whole dashboard in jsdom takes a second to be searched by role on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

// What jsdom lacks: layout, and with it resizing and scrolling into view.
Object.assign(globalThis, { ResizeObserver: FakeResizeObserver });
Element.prototype.scrollIntoView = () => undefined;
// axe asks for a canvas and does without.
HTMLCanvasElement.prototype.getContext = () => null;

// jsdom has no canvas, and Chart.js throws on update without a context.
vi.mock("react-chartjs-2", () => import("./fixtures/chart-mock.ts"));
