import { IComment } from '../review/api';

/**
 * The comments about a moment, the nearest first.
 *
 * @param distance - How far off they may be, in milliseconds.
 */
export function commentsNear(
  comments: ReadonlyArray<IComment>,
  time: number,
  distance: number
): IComment[] {
  return comments
    .filter(({ moment }) => Math.abs(moment - time) <= distance)
    .sort((a, b) => Math.abs(a.moment - time) - Math.abs(b.moment - time));
}

/**
 * The position of the last comment about what had happened; -1 if there is none.
 */
export function lastBefore(
  comments: ReadonlyArray<IComment>,
  time: number
): number {
  let index = comments.length - 1;
  while (index >= 0 && comments[index].moment > time) {
    index--;
  }
  return index;
}

// Characters of a comment that are told where there is little room.
const TOLD = 120;

/**
 * The beginning of a comment in one line, without the signs of its Markdown.
 */
export function beginning(text: string): string {
  const line = text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*_~#>]+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > TOLD ? `${line.slice(0, TOLD - 1).trimEnd()}…` : line;
}
