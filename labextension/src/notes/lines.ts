import { UUID } from '@lumino/coreutils';
import * as Y from 'yjs';

/**
 * What a line can be marked as; '' for nothing.
 */
export type Mark = '' | 'good_question' | 'hint_given';

export const MARKS: ReadonlyArray<Exclude<Mark, ''>> = [
  'good_question',
  'hint_given'
];

/**
 * A line of notes.
 */
export interface ILine {
  readonly id: string;
  /**
   * Milliseconds since the start of the recording; null where that is not known.
   */
  readonly at: number | null;
  readonly mark: Mark;
  /**
   * Markdown.
   */
  readonly text: Y.Text;
}

/**
 * What a line is when it is made.
 */
export interface INewLine {
  readonly at: number | null;
  readonly mark?: Mark;
  readonly text?: string;
}

/**
 * The lines of a document of notes, in their order. Any number of tabs may change them.
 */
export class NoteLines {
  constructor(readonly doc: Y.Doc) {
    this._lines = doc.getArray('lines');
  }

  get all(): ReadonlyArray<ILine> {
    return this._lines.toArray().flatMap(line => {
      const text = line instanceof Y.Map && line.get('text');
      return text instanceof Y.Text
        ? [
            {
              id: String(line.get('id')),
              at: (line.get('at') as number | null | undefined) ?? null,
              mark: (line.get('mark') as Mark | undefined) ?? '',
              text
            }
          ]
        : [];
    });
  }

  /**
   * Call this whenever something changed. The line is the one whose first letter was typed just
   * now in this tab; null if none was.
   */
  observe(callback: (begun: string | null) => void): void {
    this._lines.observeDeep((events, { local }) => {
      const begun = events.find(({ delta, target }) => {
        const [first, ...more] = delta;
        return (
          local &&
          target instanceof Y.Text &&
          !more.length &&
          typeof first?.insert === 'string' &&
          first.insert.length === target.length
        );
      });
      const line = begun?.target.parent;
      callback(line instanceof Y.Map ? String(line.get('id')) : null);
    });
  }

  /**
   * Add a line where its moment belongs.
   *
   * @returns Its id.
   */
  add(line: INewLine): string {
    const { all } = this;
    let index = all.length;
    const { at } = line;
    while (at !== null && index > 0 && (all[index - 1].at ?? 0) > at) {
      index--;
    }
    return this._insert(index, line);
  }

  /**
   * Begin a new line behind another one, with what stands behind the caret there.
   *
   * @param offset - Of the caret, in UTF-16 units.
   * @param now - The moment of the new line where it is the last one; before others it belongs to
   *   the line that it comes from.
   * @returns The new line's id.
   */
  split(id: string, offset: number, now: number | null): string {
    const { all } = this;
    const index = all.findIndex(line => line.id === id);
    const line = all[index];
    if (!line) {
      return this.add({ at: now });
    }
    const text = line.text.toString();
    const at = index === all.length - 1 ? now : line.at;
    let made = '';
    this.doc.transact(() => {
      line.text.delete(offset, text.length - offset);
      made = this._insert(index + 1, { at, text: text.slice(offset) });
    });
    return made;
  }

  setMark(id: string, mark: Mark): void {
    this._find(id)?.set('mark', mark);
  }

  setMoment(id: string, at: number | null): void {
    this._find(id)?.set('at', at);
  }

  /**
   * @returns What it was; null if it is not there any more.
   */
  remove(id: string): INewLine | null {
    const index = this._lines.toArray().indexOf(this._find(id)!);
    const line = this.all.find(line => line.id === id);
    if (index < 0 || !line) {
      return null;
    }
    const { at, mark, text } = line;
    const removed = { at, mark, text: text.toString() };
    this._lines.delete(index);
    return removed;
  }

  private _find(id: string): Y.Map<unknown> | undefined {
    return this._lines
      .toArray()
      .find(line => line instanceof Y.Map && line.get('id') === id);
  }

  private _insert(index: number, line: INewLine): string {
    const id = UUID.uuid4();
    const made = new Y.Map<unknown>([
      ['id', id],
      ['at', line.at],
      ['mark', line.mark ?? ''],
      ['text', new Y.Text(line.text ?? '')]
    ]);
    this._lines.insert(index, [made]);
    return id;
  }

  private _lines: Y.Array<Y.Map<unknown>>;
}
