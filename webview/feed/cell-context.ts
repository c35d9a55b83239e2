/** What the cells of a row need to know besides the row. */
export interface CellContext {
  readonly timeZone: string;
  readonly locale: string;
  readonly widthPx: number;
}
