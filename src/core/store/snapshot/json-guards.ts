/** Says whether a value read from JSON is what was written. */
export type Guard<T> = (value: unknown) => value is T;

export const isNumber: Guard<number> = (value) => typeof value === "number";
export const isText: Guard<string> = (value) => typeof value === "string";
export const isBoolean: Guard<boolean> = (value) => typeof value === "boolean";

/** A list whose items all are what `isItem` says. */
export function isListOf<T>(isItem: Guard<T>): Guard<T[]> {
  return (value) => Array.isArray(value) && value.every((item) => isItem(item));
}

/** What `isValue` says, or null. */
export function isNullOr<T>(isValue: Guard<T>): Guard<T | null> {
  return (value) => value === null || isValue(value);
}

/** An object with these fields; what else it holds is not looked at. */
export function isObjectWith<T extends object>(fields: { readonly [K in keyof T]: Guard<T[K]> }): Guard<T> {
  const guards = Object.entries<Guard<unknown>>(fields);
  return (value): value is T => {
    if (typeof value !== "object" || value === null) return false;
    return guards.every(([name, isField]) => isField(Reflect.get(value, name)));
  };
}
