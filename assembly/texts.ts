import { sameShort } from "./bytes";
import {
  COMBO_ENTRIES, COMBO_SLOTS, COMBO_TABLE, COMBO_WORDS, MAX_COMBOS, MAX_TEXT_BYTES, MAX_TEXTS, TEXT_ARENA,
  TEXT_ARENA_END, TEXT_INDEX, TEXT_SLOTS, TEXT_TABLE,
} from "./layout"; // prettier-ignore

export let textCount: i32 = 0;
export let comboCount: i32 = 0;
/** A table had no room: the host empties all of them before it goes on. */
export let isFull: bool = false;

let arenaEnd: usize = TEXT_ARENA;

export function resetTexts(): void {
  memory.fill(TEXT_TABLE, 0, <usize>TEXT_SLOTS * 4);
  memory.fill(COMBO_TABLE, 0, <usize>COMBO_SLOTS * 4);
  textCount = 0;
  comboCount = 0;
  arenaEnd = TEXT_ARENA;
  isFull = false;
}

export function noteFull(): void {
  isFull = true;
}

/** The number of a text, given on first sight; -1 where there is no room for it. */
export function internText(at: usize, length: i32): i32 {
  let slot = hashOf(at, length) & (TEXT_SLOTS - 1);
  let known = load<u32>(TEXT_TABLE + ((<usize>slot) << 2));
  while (known != 0 && !isText(known - 1, at, length)) {
    slot = (slot + 1) & (TEXT_SLOTS - 1);
    known = load<u32>(TEXT_TABLE + ((<usize>slot) << 2));
  }
  if (known != 0) return <i32>known - 1;
  if (length > MAX_TEXT_BYTES) return -1;
  if (textCount == MAX_TEXTS || arenaEnd + <usize>MAX_TEXT_BYTES > TEXT_ARENA_END) {
    isFull = true;
    return -1;
  }
  const entry = TEXT_INDEX + ((<usize>textCount) << 3);
  memory.copy(arenaEnd, at, length);
  store<u32>(entry, <u32>arenaEnd);
  store<u32>(entry, <u32>length, 4);
  arenaEnd += length;
  store<u32>(TEXT_TABLE + ((<usize>slot) << 2), <u32>textCount + 1);
  return textCount++;
}

function isText(number: u32, at: usize, length: i32): bool {
  const entry = TEXT_INDEX + ((<usize>number) << 3);
  return load<i32>(entry, 4) == length && sameShort(load<u32>(entry), at, length);
}

function hashOf(at: usize, length: i32): i32 {
  let hash: u32 = <u32>length * 0x9e3779b1;
  for (let index = 0; index < length; index++) hash = (hash ^ load<u8>(at + index)) * 0x01000193;
  return <i32>(hash ^ (hash >>> 15));
}

/** The number of the combination of the six words at `key`; -1 where there is no room for it. */
export function internCombo(key: usize): i32 {
  let hash: u32 = 0;
  for (let word = 0; word < 6; word++) {
    hash = (hash ^ load<u32>(key + ((<usize>word) << 2))) * 0x9e3779b1;
    hash ^= hash >>> 15;
  }
  let slot = (<i32>hash) & (COMBO_SLOTS - 1);
  let known = load<u32>(COMBO_TABLE + ((<usize>slot) << 2));
  while (known != 0 && !isCombo(known - 1, key)) {
    slot = (slot + 1) & (COMBO_SLOTS - 1);
    known = load<u32>(COMBO_TABLE + ((<usize>slot) << 2));
  }
  if (known != 0) return <i32>known - 1;
  if (comboCount == MAX_COMBOS) {
    isFull = true;
    return -1;
  }
  memory.copy(comboEntry(comboCount), key, 24);
  store<u32>(COMBO_TABLE + ((<usize>slot) << 2), <u32>comboCount + 1);
  return comboCount++;
}

function isCombo(number: u32, key: usize): bool {
  return sameShort(comboEntry(<i32>number), key, 24);
}

export function comboEntry(number: i32): usize {
  return COMBO_ENTRIES + <usize>(number * COMBO_WORDS) * 4;
}
