import { ISignal, Signal } from '@lumino/signaling';

import { SharedDraft } from '../services/draft';
import { INotes, IOthersNotes, NotesApi, Visibility } from './api';
import { ILine, INewLine, Mark, NoteLines } from './lines';
import { INotesPlace } from './place';

/**
 * A member's notes about a pad, and what colleagues let them read of theirs. Always up to date.
 */
export class NotesModel {
  constructor(private _options: NotesModel.IOptions) {
    const { draft, events, padId } = _options;
    this._lines = new NoteLines(draft.doc);
    this._lines.observe(begun => {
      if (begun) {
        queueMicrotask(() => this._stamp(begun));
      }
      this._changed.emit();
    });
    draft.statusChanged.connect(() => this._changed.emit());
    events.message.connect((_, event) => {
      if (event.type === 'notes' && event.pad_id === padId) {
        void this.refresh();
      }
    });
    events.statusChanged.connect((_, status) => {
      if (status === 'connected') {
        void this.refresh();
      }
    });
    void this.refresh();
  }

  get draft(): SharedDraft {
    return this._options.draft;
  }

  get place(): INotesPlace {
    return this._options.place;
  }

  get lines(): ReadonlyArray<ILine> {
    return this._lines.all;
  }

  /**
   * Null until it is known.
   */
  get visibility(): Visibility | null {
    return this._notes?.visibility ?? null;
  }

  get others(): ReadonlyArray<IOthersNotes> {
    return this._notes?.others ?? [];
  }

  /**
   * Why others' notes are not known or may be out of date; null if all is well.
   */
  get failure(): unknown {
    return this._failure;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * Where the caret is to be; null once it is there.
   */
  get caret(): NotesModel.ICaret | null {
    return this._caret;
  }

  /**
   * Called by whoever has put it there.
   */
  caretIsThere(): void {
    this._caret = null;
  }

  put(caret: NotesModel.ICaret): void {
    this._caret = caret;
    this._changed.emit();
  }

  /**
   * Begin a line at the present moment and go there. One that is empty yet is enough.
   */
  async begin(): Promise<void> {
    const at = this.place.now();
    // Where it belongs among the others is known only once they are here.
    await this.draft.ready;
    const last = this.lines[this.lines.length - 1];
    const id = last && isEmpty(last) ? last.id : this._lines.add({ at });
    this.put({ line: id, offset: 0 });
  }

  /**
   * Mark the present moment.
   *
   * @returns That moment, once it is marked.
   */
  async mark(mark: Exclude<Mark, ''>): Promise<number | null> {
    const at = this.place.now();
    await this.draft.ready;
    this._lines.add({ at, mark });
    return at;
  }

  /**
   * Begin a line behind this one with what stands behind the caret, and go there.
   */
  split(line: ILine, offset: number): void {
    const id = this._lines.split(line.id, offset, this.place.now());
    this.put({ line: id, offset: 0 });
  }

  unmark(line: ILine): void {
    this._lines.setMark(line.id, '');
  }

  /**
   * The line that was deleted last and can be brought back; null if there is none.
   */
  get removed(): INewLine | null {
    return this._removed;
  }

  remove(line: ILine): void {
    const removed = this._lines.remove(line.id);
    // An empty line goes by itself when one leaves it.
    if (removed?.text || removed?.mark) {
      this._removed = removed;
    }
    this._changed.emit();
  }

  restore(): void {
    const { _removed: removed } = this;
    this._removed = null;
    if (removed) {
      const id = this._lines.add(removed);
      this.put({ line: id, offset: removed.text?.length ?? 0 });
    }
  }

  /**
   * Let others read one's notes, or no longer. Throws `RequestError`.
   */
  async share(visibility: Visibility): Promise<void> {
    this._turn++;
    this._notes = await this._options.api.share(visibility);
    this._failure = null;
    this._changed.emit();
  }

  /**
   * Ask for others' notes anew.
   */
  async refresh(): Promise<void> {
    const turn = ++this._turn;
    try {
      const notes = await this._options.api.get();
      if (turn === this._turn) {
        this._notes = notes;
        this._failure = null;
      }
    } catch (reason) {
      if (turn === this._turn) {
        this._failure = reason;
      }
    }
    this._changed.emit();
  }

  /**
   * A line has the moment at which one begins to write it.
   */
  private _stamp(id: string): void {
    const { lines } = this;
    const last = lines[lines.length - 1];
    if (last?.id === id && !last.mark) {
      this._lines.setMoment(id, this.place.now());
    }
  }

  private _lines: NoteLines;
  private _notes: INotes | null = null;
  private _failure: unknown = null;
  private _turn = 0;
  private _caret: NotesModel.ICaret | null = null;
  private _removed: INewLine | null = null;
  private _changed = new Signal<this, void>(this);
}

export namespace NotesModel {
  export interface IOptions {
    api: NotesApi;
    draft: SharedDraft;
    events: SharedDraft.IEvents;
    padId: string;
    place: INotesPlace;
  }

  export interface ICaret {
    /**
     * The line's id.
     */
    readonly line: string;
    /**
     * In UTF-16 units.
     */
    readonly offset: number;
  }
}

export function isEmpty(line: ILine): boolean {
  return line.text.length === 0 && !line.mark;
}
