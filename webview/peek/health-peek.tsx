import type { FileHealth, HealthProblem } from "../../src/core/rollup/health.ts";
import { formatBytes, formatCount, formatInteger } from "../../src/core/view-model/format.ts";
import type { PanelView, PeekView } from "../../src/core/view-model/panel-view.ts";
import { Age } from "../components/age.tsx";
import { FieldList } from "../components/field-list.tsx";
import { Icon } from "../components/icon.tsx";
import { RecordText } from "../components/record-text.tsx";
import { usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import { visibleText } from "../text/safe-text.ts";
import { Part } from "./part.tsx";

export interface HealthPeekProps {
  readonly peek: Extract<PeekView, { kind: "health" }>;
  readonly view: PanelView;
}

/** What was read from where, and every line that could not be, one click from its place. */
export function HealthPeek({ peek, view }: HealthPeekProps) {
  const { files, problems, problemCount, lines } = peek;
  const count = (value: number) => formatInteger(value, view.locale);
  const note =
    problems.length < problemCount ? S.health.shown(count(problems.length), count(problemCount)) : undefined;
  return (
    <article aria-label={S.health.title} className="flex flex-col gap-3">
      <h2 className="font-semibold">{S.health.title}</h2>
      <FieldList label={S.health.title} lines={lines} />
      <Part title={S.health.files}>
        <ul aria-label={S.health.files}>
          {files.map((file) => (
            <FileLine key={file.path} file={file} view={view} />
          ))}
        </ul>
        {files.some(({ state }) => state === "overlap") ? (
          <p className="pt-1 text-label text-muted">{S.health.overlapText}</p>
        ) : null}
      </Part>
      <Part title={S.health.problemsTitle} note={note}>
        {problems.length === 0 ? <p className="text-muted">{S.health.noProblems}</p> : null}
        <ul aria-label={S.health.problemsTitle}>
          {problems.map((problem) => (
            <ProblemLine key={problem.id} problem={problem} locale={view.locale} />
          ))}
        </ul>
      </Part>
    </article>
  );
}

const FILE_ICONS = {
  ok: "pass",
  denied: "error",
  gone: "circle-slash",
  overlap: "info",
  reading: "sync",
} as const satisfies Record<FileHealth["state"], string>;

function FileLine({ file, view }: { readonly file: FileHealth; readonly view: PanelView }) {
  const store = usePanelStore();
  const { locale, timeZone } = view;
  const notes = [`${formatCount(file.records, locale)} ${S.health.columns.records.toLowerCase()}`];
  notes.push(formatBytes(file.bytes, locale));
  if (file.unreadable > 0)
    notes.push(`${formatCount(file.unreadable, locale)} ${S.health.columns.unreadable.toLowerCase()}`);
  if (file.repaired > 0) notes.push(S.health.repaired(formatCount(file.repaired, locale)));
  if (file.pending > 0) notes.push(S.health.pending(formatBytes(file.pending, locale)));
  return (
    <li>
      <button
        type="button"
        onClick={() => store.send({ type: "openFile", label: file.path })}
        className="flex w-full min-w-0 flex-col py-[2px] text-left hover:bg-hover hc:hover:outline hc:hover:outline-contrast"
      >
        <span className="flex h-[20px] w-full min-w-0 items-center gap-2">
          <Icon
            name={FILE_ICONS[file.state]}
            className={file.state === "denied" ? "text-failed" : "text-muted"}
          />
          <RecordText text={file.path} className="flex-1" />
          <span className="shrink-0 text-label text-muted">{S.health.states[file.state]}</span>
          {file.newestAtMs === null ? null : (
            <span className="w-[32px] shrink-0 text-right text-muted">
              <Age atMs={file.newestAtMs} timeZone={timeZone} locale={locale} />
            </span>
          )}
        </span>
        <span className="truncate pl-6 text-label text-muted tabular-nums">{notes.join(" · ")}</span>
      </button>
    </li>
  );
}

function ProblemLine({ problem, locale }: { readonly problem: HealthProblem; readonly locale: string }) {
  const store = usePanelStore();
  const place = S.health.place(problem.path, formatInteger(problem.line, locale));
  const what = [S.health.reasons[problem.reason], problem.field].filter((part) => part !== null).join(": ");
  return (
    <li>
      <button
        type="button"
        title={visibleText(`${S.health.severities[problem.severity]}: ${what}\n${place}`)}
        onClick={() => store.send({ type: "openProblem", id: problem.id })}
        className="flex w-full min-w-0 flex-col py-[2px] text-left hover:bg-hover hc:hover:outline hc:hover:outline-contrast"
      >
        <span className="flex h-[20px] w-full min-w-0 items-center gap-2">
          <Icon
            name={problem.severity === "dropped" ? "error" : "warning"}
            className={problem.severity === "dropped" ? "text-failed" : "text-warning"}
          />
          <span className="sr-only">{S.health.severities[problem.severity]}</span>
          <RecordText text={what} />
        </span>
        <RecordText text={place} className="max-w-full pl-6 text-label text-muted" />
      </button>
    </li>
  );
}
