import { ISignal, Signal } from '@lumino/signaling';

import { RequestError } from '../services/request';
import { SettingsApi } from './api';
import { ISettings, PictureKey, SettingKey, SettingValue } from './types';

/**
 * The settings as the server has them, and what somebody has changed and not saved yet.
 */
export class SettingsModel {
  constructor(readonly api: SettingsApi) {}

  /**
   * As the server has them; null until they are known.
   */
  get saved(): ISettings | null {
    return this._saved;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * How many settings are not as they are saved.
   */
  get unsaved(): number {
    return this._draft.size;
  }

  /**
   * A setting as it is typed.
   */
  value(key: SettingKey): SettingValue {
    return this._draft.get(key) ?? this._saved?.values[key] ?? '';
  }

  /**
   * What is to be mended in a setting; empty if nothing is.
   */
  problem(key: SettingKey): string {
    return this._problems[key] ?? '';
  }

  get hasProblems(): boolean {
    return Object.keys(this._problems).length > 0;
  }

  isFixed(key: SettingKey): boolean {
    return this._saved?.fixed.includes(key) ?? false;
  }

  isDefault(key: SettingKey): boolean {
    return same(this.value(key), this._saved?.defaults[key]);
  }

  set(key: SettingKey, value: SettingValue): void {
    if (same(value, this._saved?.values[key])) {
      this._draft.delete(key);
    } else {
      this._draft.set(key, value);
    }
    delete this._problems[key];
    this._changed.emit();
  }

  /**
   * Go back to what is saved.
   */
  discard(): void {
    this._draft.clear();
    this._problems = {};
    this._changed.emit();
  }

  /**
   * Ask the server for everything anew; what is not saved stays.
   */
  async load(): Promise<void> {
    this._take(await this.api.get());
  }

  /**
   * Keep what was changed: all of it, or nothing.
   */
  async save(): Promise<void> {
    const sent = new Map(this._draft);
    const changes: Partial<Record<SettingKey, SettingValue>> = {};
    for (const [key, value] of sent) {
      const isNumber = typeof this._saved?.defaults[key] === 'number';
      changes[key] = isNumber ? asNumber(String(value)) : value;
    }
    try {
      const saved = await this.api.change(changes);
      for (const key of sent.keys()) {
        // What was typed in the meantime is not saved.
        if (same(this._draft.get(key), sent.get(key))) {
          this._draft.delete(key);
        }
      }
      this._problems = {};
      this._take(saved);
    } catch (reason) {
      if (reason instanceof RequestError) {
        const { problems } = (reason.data ?? {}) as {
          problems?: Record<string, string>;
        };
        this._problems = { ...problems };
        this._changed.emit();
      }
      throw reason;
    }
  }

  async putPicture(key: PictureKey, picture: Blob): Promise<void> {
    this._take(await this.api.putPicture(key, picture));
  }

  async removePicture(key: PictureKey): Promise<void> {
    this._take(await this.api.removePicture(key));
  }

  private _take(saved: ISettings): void {
    this._saved = saved;
    this._changed.emit();
  }

  private _saved: ISettings | null = null;
  private _draft = new Map<SettingKey, SettingValue>();
  private _problems: Partial<Record<string, string>> = {};
  private _changed = new Signal<this, void>(this);
}

/**
 * Whether two values look the same; a number and what is typed for it do.
 */
function same(one: unknown, other: unknown): boolean {
  return String(one) === String(other);
}

/**
 * What is typed, as the number that it is; what is none stays for the server to refuse in words.
 */
function asNumber(text: string): number | string {
  const number = Number(text.trim().replace(',', '.'));
  return text.trim() && isFinite(number) ? number : text;
}
