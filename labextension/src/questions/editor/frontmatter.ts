/**
 * What a key of the front matter may be set to; null takes the key out.
 */
export type Setting = string | number | ReadonlyArray<string> | null;

/**
 * A change of a text: what stands from `start` to `end` gives way to `value`.
 */
export interface ISplice {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

// In the order in which a question.md has them.
const KEYS = [
  'title',
  'type',
  'languages',
  'difficulty',
  'minutes',
  'labels',
  'open',
  'notes',
  'rubric'
];

/**
 * What it takes to set a key in the front matter of a question.md. All else stays as somebody
 * wrote it: comments, the order of the keys, how their values are written.
 *
 * @returns Null for a text without front matter.
 */
export function setting(
  source: string,
  key: string,
  value: Setting
): ISplice | null {
  const lines = source.split('\n');
  const last = lines.findIndex((line, index) => index > 0 && isDashes(line));
  if (!isDashes(lines[0]) || last < 0) {
    return null;
  }
  const starts = lines.map(() => 0);
  for (let index = 1; index < lines.length; index++) {
    starts[index] = starts[index - 1] + lines[index - 1].length + 1;
  }
  const entry = (of: string): [number, number] | null => {
    const first = lines.findIndex(
      (line, index) => index > 0 && index < last && isKey(line, of)
    );
    return first < 0 ? null : [first, after(lines, first, last)];
  };
  const found = entry(key);
  if (found) {
    const [first, end] = found;
    const comment = end === first + 1 ? commentOf(lines[first]) : '';
    return {
      start: starts[first],
      end: starts[end],
      value: value === null ? '' : `${key}: ${written(value)}${comment}\n`
    };
  }
  if (value === null) {
    return { start: 0, end: 0, value: '' };
  }
  const before = KEYS.slice(0, KEYS.indexOf(key)).reverse();
  const place = before.map(entry).find(one => one !== null)?.[1] ?? 1;
  return {
    start: starts[place],
    end: starts[place],
    value: `${key}: ${written(value)}\n`
  };
}

function isDashes(line: string | undefined): boolean {
  return /^---[ \t]*$/.test(line ?? '');
}

function isKey(line: string, key: string): boolean {
  return new RegExp(`^(["']?)${key}\\1[ \\t]*:(?:[ \\t]|$)`).test(line);
}

/**
 * The line after a key with its value.
 */
function after(
  lines: ReadonlyArray<string>,
  first: number,
  last: number
): number {
  let end = first + 1;
  for (let index = end; index < last; index++) {
    if (/^(?:[ \t]+\S|-[ \t]|-$|[\]}])/.test(lines[index])) {
      end = index + 1;
    } else if (lines[index].trim()) {
      break;
    }
  }
  return end;
}

/**
 * What is noted behind a value, with the blanks before it.
 */
function commentOf(line: string): string {
  return /^[^"'#]*?([ \t]+#.*)$/.exec(line)?.[1] ?? '';
}

function written(value: string | number | ReadonlyArray<string>): string {
  if (typeof value === 'number') {
    return String(value);
  }
  return typeof value === 'string'
    ? quoted(value)
    : `[${value.map(quoted).join(', ')}]`;
}

// What YAML takes for something else than a text.
const WORDS = /^(?:true|false|yes|no|on|off|y|n|null)$/i;

/**
 * A text as YAML has it: bare where nothing in it could be misread.
 */
function quoted(text: string): string {
  return /^\p{L}[\p{L}\p{N}]*(?:[ -][\p{L}\p{N}]+)*$/u.test(text) &&
    !WORDS.test(text)
    ? text
    : JSON.stringify(text);
}
