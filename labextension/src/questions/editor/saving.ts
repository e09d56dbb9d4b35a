import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import { RequestError } from '../../services/request';
import type { IFileContent, QuestionApi } from '../api';

// Milliseconds without a change after which a file is saved.
const DELAY = 700;

// Milliseconds after which saving is tried again.
const AGAIN = 5000;

/**
 * "conflict": somebody else saved this file meanwhile. Nothing is written until it is decided
 * which version is kept.
 */
export type SaveStatus = 'saved' | 'changed' | 'saving' | 'failed' | 'conflict';

/**
 * Keeps a file of a question saved while it is written, and never over what somebody else wrote.
 */
export class SavedFile implements IDisposable {
  /**
   * @param etag - The version that the editor began with.
   * @param read - What the editor has now.
   */
  constructor(
    private _api: Pick<QuestionApi, 'file' | 'save'>,
    readonly question: string,
    path: string,
    etag: string,
    private _read: () => Uint8Array<ArrayBuffer>,
    options: { readonly delay?: number; readonly again?: number } = {}
  ) {
    this.path = path;
    this._etag = etag;
    this._delay = options.delay ?? DELAY;
    this._again = options.again ?? AGAIN;
  }

  /**
   * Where the file is; it may be renamed.
   */
  path: string;

  get status(): SaveStatus {
    return this._status;
  }

  /**
   * Why it could not be saved.
   */
  get failure(): unknown {
    return this._failure;
  }

  /**
   * In a conflict, what somebody else saved; null if they deleted the file.
   */
  get theirs(): IFileContent | null {
    return this._theirs;
  }

  get statusChanged(): ISignal<this, SaveStatus> {
    return this._statusChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      clearTimeout(this._timer);
      Signal.clearData(this);
    }
  }

  /**
   * The editor's content was changed.
   */
  change(): void {
    this._changes++;
    if (this._status === 'conflict') {
      return;
    }
    if (this._status !== 'saving') {
      this._set('changed');
    }
    this._later(this._delay);
  }

  /**
   * Save now what is not saved.
   *
   * @returns Whether all is saved.
   */
  async flush(): Promise<boolean> {
    clearTimeout(this._timer);
    while (this._status !== 'saved') {
      if (this._saving) {
        await this._saving;
        continue;
      }
      if (this._status === 'conflict') {
        return false;
      }
      await this._save();
      if ((this._status as SaveStatus) === 'failed') {
        return false;
      }
    }
    return true;
  }

  /**
   * What the editor has now.
   */
  mine(): Uint8Array<ArrayBuffer> {
    return this._read();
  }

  /**
   * In a conflict: write this version over the other.
   */
  async keepMine(): Promise<void> {
    if (this._status === 'conflict') {
      this._etag = this._theirs?.etag ?? null;
      this._theirs = null;
      this._set('changed');
      // The attempt that met the conflict may not be quite over.
      await this._saving;
      await this._save();
    }
  }

  /**
   * In a conflict: let the other version be the one. The editor is given it by the caller.
   */
  keepTheirs(): void {
    if (this._status === 'conflict') {
      this._etag = this._theirs?.etag ?? null;
      this._theirs = null;
      this._set('saved');
    }
  }

  private _later(delay: number): void {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => void this._save(), delay);
  }

  private _save(): Promise<void> {
    this._saving ??= this._write().finally(() => {
      this._saving = null;
    });
    return this._saving;
  }

  private async _write(): Promise<void> {
    const changes = this._changes;
    const mine = this._read();
    this._set('saving');
    try {
      this._etag = await this._api.save(
        this.question,
        this.path,
        mine,
        this._etag
      );
    } catch (reason) {
      if (!this._isDisposed) {
        await this._fail(reason, mine);
      }
      return;
    }
    if (this._isDisposed) {
      return;
    }
    this._failure = null;
    if (changes === this._changes) {
      this._set('saved');
    } else {
      this._set('changed');
      this._later(this._delay);
    }
  }

  private async _fail(
    reason: unknown,
    mine: Uint8Array<ArrayBuffer>
  ): Promise<void> {
    if (reason instanceof RequestError && reason.status === 412) {
      try {
        this._theirs = await this._api.file(this.question, this.path);
      } catch (failure) {
        if (!(failure instanceof RequestError && failure.status === 404)) {
          this._retry(failure);
          return;
        }
        this._theirs = null;
      }
      if (this._theirs && same(this._theirs.bytes, mine)) {
        // An answer that was lost on its way: it is what we saved ourselves.
        this._etag = this._theirs.etag;
        this._theirs = null;
        this._set('changed');
        this._later(this._delay);
        return;
      }
      this._set('conflict');
      return;
    }
    this._retry(reason);
  }

  private _retry(reason: unknown): void {
    this._failure = reason;
    this._set('failed');
    this._later(this._again);
  }

  private _set(status: SaveStatus): void {
    if (status !== this._status && !this._isDisposed) {
      this._status = status;
      this._statusChanged.emit(status);
    }
  }

  private _etag: string | null;
  private _delay: number;
  private _again: number;
  private _status: SaveStatus = 'saved';
  private _failure: unknown = null;
  private _theirs: IFileContent | null = null;
  private _changes = 0;
  private _saving: Promise<void> | null = null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _statusChanged = new Signal<this, SaveStatus>(this);
  private _isDisposed = false;
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return (
    one.length === other.length &&
    one.every((byte, index) => byte === other[index])
  );
}
