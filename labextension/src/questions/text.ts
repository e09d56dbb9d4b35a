import { IStep } from './types';

/**
 * The text of a question.md as the candidate will read it, while it is being written: without the
 * front matter, cut where a heading of the first level begins a step. What the server makes of it
 * once it is saved is what counts.
 */
export function split(source: string): {
  introduction: string;
  steps: ReadonlyArray<IStep>;
} {
  const lines = withoutFrontMatter(source.split('\n'));
  const introduction: string[] = [];
  const steps: Array<{ title: string; lines: string[] }> = [];
  let fence = '';
  for (const line of lines) {
    const [, mark] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    const heading = fence
      ? null
      : /^ {0,3}#(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/.exec(line);
    if (mark) {
      if (!fence) {
        fence = mark;
      } else if (mark.startsWith(fence)) {
        fence = '';
      }
    }
    if (heading) {
      steps.push({ title: heading[1] ?? '', lines: [] });
    } else {
      (steps.at(-1)?.lines ?? introduction).push(line);
    }
  }
  return {
    introduction: introduction.join('\n').trim(),
    steps: steps.map(({ title, lines }) => ({
      title,
      markdown: lines.join('\n').trim()
    }))
  };
}

function withoutFrontMatter(lines: string[]): string[] {
  if (!/^---[ \t]*$/.test(lines[0] ?? '')) {
    return lines;
  }
  const end = lines.findIndex(
    (line, index) => index > 0 && /^---[ \t]*$/.test(line)
  );
  return end < 0 ? [] : lines.slice(end + 1);
}

/**
 * The text of a file for an editor, and back: editors know one kind of line end, and a file keeps
 * its own.
 */
export class LineEnds {
  constructor(text: string) {
    this._windows = text.includes('\r\n');
  }

  toEditor(text: string): string {
    return text.replace(/\r\n/g, '\n');
  }

  toFile(text: string): string {
    return this._windows ? text.replace(/\n/g, '\r\n') : text;
  }

  private _windows: boolean;
}
