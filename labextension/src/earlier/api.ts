import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { request } from '../services/request';
import {
  EarlierContent,
  EarlierSort,
  IEarlierPad,
  IEarlierWork
} from './types';

/**
 * What a pad's candidate wrote before, at the control plane, for a signed-in interviewer. Every
 * method throws `RequestError`.
 */
export class EarlierApi {
  /**
   * @param settings - Of the host, with the member's own sign-in.
   */
  constructor(
    readonly settings: ServerConnection.ISettings,
    private _padId: string
  ) {}

  async list(
    words: string,
    sort: EarlierSort
  ): Promise<ReadonlyArray<IEarlierPad>> {
    const query = new URLSearchParams({ q: words.trim(), sort });
    return (await this._ask<{ pads: IEarlierPad[] }>(`?${query}`)).pads;
  }

  open(id: string): Promise<IEarlierWork> {
    return this._ask(at(id));
  }

  document(id: string, path: string): Promise<EarlierContent> {
    return this._ask(`${at(id)}/documents/${URLExt.encodeParts(path)}`);
  }

  /**
   * Say that somebody of the same name is the same person, or is not.
   */
  async confirm(id: string, isSame: boolean): Promise<void> {
    await this._ask(`${at(id)}/confirm`, isSame ? 'POST' : 'DELETE');
  }

  private _ask<T>(path: string, method = 'GET'): Promise<T> {
    const pad = encodeURIComponent(this._padId);
    const where = `interview/api/pads/${pad}/earlier${path}`;
    return request(this.settings, where, method);
  }
}

function at(id: string): string {
  return `/${encodeURIComponent(id)}`;
}
