import { useEffect, useRef } from "react";
import { formatCount, formatInteger } from "../../src/core/view-model/format.ts";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import { IconButton, TextButton } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { Section } from "../components/section.tsx";
import { isFiltered, withFeed, withFilter, clearedFilter } from "../state/intent-changes.ts";
import { usePanelState, useServices } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import { Chips } from "./chips.tsx";
import { FeedPages } from "./feed-pages.tsx";
import { FeedScroller } from "./feed-scroller.tsx";
import { Filters } from "./filters.tsx";
import { useSelection } from "./use-selection.ts";
import type { Selection } from "./use-selection.ts";

export interface FeedProps {
  readonly view: PanelView;
  readonly widthPx: number;
}

/** The records themselves: calls or runs, narrowed by filters, held still while they are read. */
export function Feed({ view, widthPx }: FeedProps) {
  const { intent, ui } = usePanelState();
  const { filter, kind } = intent.feed;
  const selection = useSelection(JSON.stringify([kind, filter, intent.range]));
  const wrapper = useFeedFocus();
  useAnnouncements(view);
  const Body = ui.isScrolling ? FeedScroller : FeedPages;
  return (
    <div ref={wrapper} tabIndex={-1} className="outline-none">
      <Section id="feed" title={S.feed.title} actions={<Actions view={view} selection={selection} />}>
        <div className="flex flex-wrap items-center gap-x-2 pb-1">
          <Kinds />
          <Filters view={view} widthPx={widthPx} />
        </div>
        <Chips view={view} />
        {view.feed.total === 0 ? <Nothing /> : <Body view={view} widthPx={widthPx} selection={selection} />}
      </Section>
    </div>
  );
}

interface ActionsProps {
  readonly view: PanelView;
  readonly selection: Selection;
}

function Actions({ view, selection }: ActionsProps) {
  const { store } = useServices();
  const { ui, intent } = usePanelState();
  const { newCount } = view.feed;
  return (
    <>
      {selection.ids.size > 0 ? <SelectionActions selection={selection} /> : null}
      {newCount > 0 && intent.feed.anchor !== null ? (
        <button
          type="button"
          title={S.feed.newRowsTitle}
          onClick={() => store.showNew()}
          className="flex h-[18px] items-center rounded-full bg-badge pr-2 pl-1 text-label text-badge-fg tabular-nums hc:border hc:border-contrast"
        >
          <Icon name="arrow-small-up" />
          {S.feed.newRows(formatCount(newCount, view.locale))}
        </button>
      ) : null}
      <IconButton
        icon={ui.isScrolling ? "list-ordered" : "list-flat"}
        label={ui.isScrolling ? S.feed.asPages : S.feed.asList}
        aria-pressed={ui.isScrolling}
        onClick={() => {
          store.setUi({ isScrolling: !ui.isScrolling });
          store.release("scroll");
          if (intent.feed.offset > 0) store.change(withFeed({ offset: 0 }));
        }}
      />
    </>
  );
}

function Kinds() {
  const { store } = useServices();
  const { kind } = usePanelState().intent.feed;
  return (
    <div role="group" aria-label={S.feed.kinds} className="flex items-center gap-2">
      {(["calls", "runs"] as const).map((value) => (
        <button
          key={value}
          type="button"
          aria-pressed={kind === value}
          onClick={() => store.change(withFeed({ kind: value }))}
          className="h-[24px] border-b border-transparent text-muted hover:text-fg aria-pressed:border-fg aria-pressed:text-fg"
        >
          {S.feed[value]}
        </button>
      ))}
    </div>
  );
}

/** In the title, where nothing below moves when they come. */
function SelectionActions({ selection }: { readonly selection: Selection }) {
  const { store } = useServices();
  return (
    <>
      <TextButton
        className="text-label"
        onClick={() => store.send({ type: "tagRows", ids: [...selection.ids] })}
      >
        <Icon name="tag" />
        {S.feed.tag(selection.ids.size)}
      </TextButton>
      <IconButton icon="close" label={S.feed.clearSelection} onClick={selection.clear} />
    </>
  );
}

function Nothing() {
  const { store } = useServices();
  const { filter } = usePanelState().intent.feed;
  if (!isFiltered(filter)) return <p className="py-3 text-muted">{S.feed.empty}</p>;
  return (
    <p className="flex flex-wrap gap-x-3 py-3 text-muted">
      {S.feed.emptyFiltered}
      <TextButton look="link" onClick={() => store.change(withFilter(clearedFilter()))}>
        {S.feed.clear}
      </TextButton>
    </p>
  );
}

/** Moves the focus here when something led here. */
function useFeedFocus() {
  const { focus } = usePanelState();
  const wrapper = useRef<HTMLDivElement>(null);
  const seen = useRef(0);
  useEffect(() => {
    if (seen.current === focus.number) return;
    seen.current = focus.number;
    const element = wrapper.current;
    if (focus.target !== "feed") return;
    element?.focus({ preventScroll: true });
    const scroller = element?.closest("[data-scroller]");
    // Not scrollIntoView: it would move the frame around the scroller too.
    if (element && scroller) {
      scroller.scrollTop += element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    }
  }, [focus]);
  return wrapper;
}

/** Says how many match after each change of the filters, and that new records wait. */
function useAnnouncements({ feed, locale }: PanelView): void {
  const { announcer } = useServices();
  const { intent, isWaiting } = usePanelState();
  const question = JSON.stringify([intent.range, intent.feed.kind, intent.feed.filter]);
  const answered = useRef(question);
  const { total, newCount } = feed;
  useEffect(() => {
    if (isWaiting || answered.current === question) return;
    answered.current = question;
    announcer.say(S.feed.found(formatInteger(total, locale)));
  }, [announcer, isWaiting, question, total, locale]);
  useEffect(() => {
    if (newCount > 0) announcer.say(S.feed.newRows(formatInteger(newCount, locale)));
  }, [announcer, newCount, locale]);
}
