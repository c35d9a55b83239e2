/** Decides on one row of a table by its number. Compiled once, called per row, allocates nothing. */
export type RowPredicate = (row: number) => boolean;
