import { Stamp } from './types';

/**
 * How many line breaks are in a text.
 */
export function breaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    count++;
  }
  return count;
}

/**
 * How many lines a text may have for it to be known who wrote each.
 */
export const MAX_LINES = 50_000;

/**
 * The stamps of a text that came whole; null if it has too many lines.
 */
export function stampAll(text: string, stamp: Stamp): Stamp[] | null {
  const lines = breaks(text) + 1;
  return lines > MAX_LINES ? null : new Array<Stamp>(lines).fill(stamp);
}

/**
 * The stamps of a text's lines after a splice; null if there are too many lines then.
 *
 * A line that is put before or after another, whole, leaves the other's stamp alone.
 *
 * @param stamps - One a line of the text before.
 * @param text - The text before.
 */
export function stampSplice(
  stamps: ReadonlyArray<Stamp>,
  text: string,
  at: number,
  remove: number,
  insert: string,
  stamp: Stamp
): Stamp[] | null {
  let first = breaks(text.slice(0, at));
  let removed = breaks(text.slice(at, at + remove)) + 1;
  let added = breaks(insert) + 1;
  if (remove === 0) {
    if ((at === 0 || text[at - 1] === '\n') && insert.endsWith('\n')) {
      removed = 0;
      added -= 1;
    } else if (
      (at === text.length || text[at] === '\n') &&
      insert.startsWith('\n')
    ) {
      first += 1;
      removed = 0;
      added -= 1;
    }
  }
  if (stamps.length - removed + added > MAX_LINES) {
    return null;
  }
  return stamps
    .slice(0, first)
    .concat(new Array<Stamp>(added).fill(stamp), stamps.slice(first + removed));
}
