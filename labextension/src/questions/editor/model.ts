import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import { RequestError } from '../../services/request';
import { problemsOf } from '../api';
import { ICheck, IProblem, IQuestionDetails } from '../types';
import { IQuestionServices, kindOf } from '../views';
import { Setting, setting } from './frontmatter';
import { OpenFile } from './openfile';
import { SavedFile } from './saving';

export const MAIN = 'question.md';

// Milliseconds between two looks at how far a check is.
const LOOK = 400;

// Milliseconds after a file was saved until what follows from it is asked for.
const SETTLED = 150;

const EMPTY_NOTEBOOK = {
  cells: [
    {
      cell_type: 'code',
      execution_count: null,
      id: 'first',
      metadata: {},
      outputs: [],
      source: []
    }
  ],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5
};

/**
 * A question that is being written: its files, what is wrong in them, and its check. The methods
 * that ask the server throw `RequestError`; then nothing changed.
 */
export class EditorModel implements IDisposable {
  constructor(
    readonly id: string,
    readonly services: IQuestionServices
  ) {}

  /**
   * What the server knows of the question; null until it has said so.
   */
  get details(): IQuestionDetails | null {
    return this._details;
  }

  /**
   * The file in front; null before there is one.
   */
  get front(): OpenFile | null {
    return this._front;
  }

  get problems(): ReadonlyArray<IProblem> {
    return this._problems;
  }

  get check(): ICheck | null {
    return this._check;
  }

  /**
   * All files that have an editor.
   */
  get open(): ReadonlyArray<OpenFile> {
    return [...this._open.values()];
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      clearTimeout(this._timer);
      clearTimeout(this._settling);
      this.open.forEach(file => file.dispose());
      Signal.clearData(this);
    }
  }

  /**
   * Ask for everything anew but the files that are open.
   */
  async refresh(): Promise<void> {
    const turn = ++this._turn;
    const details = await this.services.api.get(this.id);
    if (turn !== this._turn || this._isDisposed) {
      return;
    }
    this._details = details;
    this._problems = details.problems;
    if (!this._check) {
      this._check = details.check;
      if (details.check?.state === 'running') {
        this._look();
      }
    }
    this._changed.emit();
  }

  /**
   * Bring a file to the front.
   */
  async show(path: string): Promise<void> {
    const known = this._open.get(path);
    if (known) {
      this._front = known;
      this._changed.emit();
      return;
    }
    const file = this._details?.files.find(one => one.path === path);
    if (!file) {
      return;
    }
    const content =
      kindOf(file) === 'other'
        ? { bytes: new Uint8Array(), etag: file.etag }
        : await this.services.api.file(this.id, path);
    if (this._isDisposed) {
      return;
    }
    const opened = new OpenFile(this.id, file, content, this.services);
    opened.saved.statusChanged.connect((_, status) => {
      this._changed.emit();
      if (status === 'saved') {
        this._settle();
      }
    });
    this._open.set(path, opened);
    this._front = opened;
    this._changed.emit();
  }

  /**
   * Save what is not saved.
   *
   * @returns The files that could not be.
   */
  async flush(): Promise<ReadonlyArray<SavedFile>> {
    const saved = await Promise.all(
      this.open.map(async ({ saved }) => ((await saved.flush()) ? null : saved))
    );
    return saved.filter(file => file !== null);
  }

  /**
   * Write what was set into the front matter of question.md, and save it.
   *
   * @param settings - Keys with their values.
   * @returns Whether there is a front matter; nothing changes where there is none.
   */
  async set(settings: ReadonlyArray<[string, Setting]>): Promise<boolean> {
    await this.show(MAIN);
    const main = this._open.get(MAIN);
    for (const [key, value] of settings) {
      const splice = main && setting(main.text, key, value);
      if (!splice) {
        return false;
      }
      main.write(splice);
    }
    await main?.saved.flush();
    return true;
  }

  /**
   * Make a file, and bring it to the front.
   */
  async add(path: string, bytes?: Uint8Array<ArrayBuffer>): Promise<void> {
    const content =
      bytes ??
      new TextEncoder().encode(
        path.endsWith('.ipynb')
          ? JSON.stringify(EMPTY_NOTEBOOK, null, 1) + '\n'
          : ''
      );
    await this.services.api.save(this.id, path, content, null);
    await this.refresh();
    await this.show(path);
  }

  async rename(path: string, to: string): Promise<void> {
    await this._open.get(path)?.saved.flush();
    await this.services.api.rename(this.id, path, to);
    const wasFront = this._front?.saved.path === path;
    this._close(path);
    await this.refresh();
    if (wasFront) {
      await this.show(to);
    }
  }

  async remove(path: string): Promise<void> {
    await this.services.api.remove(this.id, path);
    const wasFront = this._front?.saved.path === path;
    this._close(path);
    await this.refresh();
    if (wasFront) {
      await this.show(MAIN);
    }
  }

  /**
   * In a conflict: show what somebody else saved, in place of what is here.
   */
  async takeTheirs(file: OpenFile): Promise<void> {
    const { theirs, path } = file.saved;
    if (theirs) {
      file.show(theirs.bytes);
      file.saved.keepTheirs();
    } else {
      this._close(path);
      await this.refresh();
      await this.show(MAIN);
    }
  }

  /**
   * Begin to check the question; it is published when its solution passes.
   */
  async publish(): Promise<void> {
    this._check = null;
    try {
      await this.services.api.publish(this.id);
    } catch (reason) {
      const problems = problemsOf(reason);
      if (problems.length > 0) {
        this._problems = problems;
        this._changed.emit();
      }
      throw reason;
    }
    await this._lookNow();
  }

  async stopCheck(): Promise<void> {
    await this.services.api.stopCheck(this.id);
    await this._lookNow();
  }

  /**
   * Put away what the last check said.
   */
  forgetCheck(): void {
    this._check = null;
    this._changed.emit();
  }

  private _close(path: string): void {
    const file = this._open.get(path);
    if (file) {
      this._open.delete(path);
      if (this._front === file) {
        this._front = null;
      }
      this._changed.emit();
      file.dispose();
    }
  }

  private _settle(): void {
    clearTimeout(this._settling);
    this._settling = setTimeout(() => {
      this.refresh().catch(reason => {
        // The next time that something is saved it is asked for again.
        console.debug('The question could not be looked at.', reason);
      });
    }, SETTLED);
  }

  private _look(): void {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => void this._lookNow(), LOOK);
  }

  private async _lookNow(): Promise<void> {
    let check: ICheck;
    try {
      check = await this.services.api.check(this.id);
    } catch (reason) {
      if (reason instanceof RequestError && reason.reason !== 'offline') {
        throw reason;
      }
      // It goes on without us; look again until the server is back.
      this._look();
      return;
    }
    if (this._isDisposed) {
      return;
    }
    this._check = check;
    this._changed.emit();
    if (check.state === 'running') {
      this._look();
    } else {
      await this.refresh();
    }
  }

  private _details: IQuestionDetails | null = null;
  private _problems: ReadonlyArray<IProblem> = [];
  private _check: ICheck | null = null;
  private _front: OpenFile | null = null;
  private _open = new Map<string, OpenFile>();
  private _turn = 0;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _settling: ReturnType<typeof setTimeout> | undefined;
  private _changed = new Signal<this, void>(this);
  private _isDisposed = false;
}
