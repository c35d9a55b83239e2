let systemZone: string | null = null;

/** Names the zone that `Date` itself keeps, so that its offsets need no `Intl`. */
export function declareSystemZone(zone: string): void {
  systemZone = zone;
}

export function isSystemZone(zone: string): boolean {
  return zone === systemZone;
}
