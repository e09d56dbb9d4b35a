/**
 * What turns one text into another: some characters go, others come in their place.
 */
export interface ISplice {
  /**
   * Where, in UTF-16 units.
   */
  readonly index: number;
  /**
   * How many units go.
   */
  readonly remove: number;
  readonly insert: string;
}

/**
 * The least that turns a text into what somebody has just made of it; null if nothing changed.
 *
 * @param caret - Where the caret stands afterwards: "aa" may have become "aaa" in three places.
 */
export function spliceOf(
  before: string,
  after: string,
  caret = after.length
): ISplice | null {
  if (before === after) {
    return null;
  }
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  let end = 0;
  const sameAtEnd = () =>
    before[before.length - 1 - end] === after[after.length - 1 - end];
  // Behind the caret nothing has changed.
  const behind = Math.min(shorter, after.length - caret);
  while (end < behind && sameAtEnd()) {
    end++;
  }
  while (start < shorter - end && before[start] === after[start]) {
    start++;
  }
  while (end < shorter - start && sameAtEnd()) {
    end++;
  }
  // A pair of surrogates is one character.
  if (start > 0 && isHigh(before.charCodeAt(start - 1))) {
    start--;
  }
  if (end > 0 && isLow(before.charCodeAt(before.length - end))) {
    end--;
  }
  return {
    index: start,
    remove: before.length - end - start,
    insert: after.slice(start, after.length - end)
  };
}

/**
 * Where a place in a text is after some of the text has changed.
 */
export function moved(
  place: number,
  changes: ReadonlyArray<{
    readonly retain?: number;
    readonly delete?: number;
    readonly insert?: unknown;
  }>
): number {
  let index = 0;
  for (const change of changes) {
    if (index > place) {
      break;
    }
    if (change.retain !== undefined) {
      index += change.retain;
    } else if (change.delete !== undefined) {
      place -= Math.min(change.delete, Math.max(0, place - index));
    } else {
      const { length } = String(change.insert);
      // What comes in exactly there stands behind it.
      if (index < place) {
        place += length;
      }
      index += length;
    }
  }
  return place;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
