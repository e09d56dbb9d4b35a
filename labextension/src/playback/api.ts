import { ServerConnection } from '@jupyterlab/services';

import { request } from '../services/request';
import { IManifest, ISentSegment } from './engine/types';

const API = 'api/interview';

/**
 * How far the server is with something that takes it a while.
 */
export interface IProgress {
  /**
   * From 0 to 1.
   */
  readonly progress: number;
  readonly message: string;
}

/**
 * Whether a cell, run again from the top in a clean kernel, gives what it gave.
 */
export type Verdict = 'same' | 'differs' | 'fails' | 'not_run';

export interface IReproducibility {
  readonly notebooks: ReadonlyArray<{
    readonly path: string;
    readonly cells: ReadonlyArray<{
      readonly id: string;
      /**
       * Counted from 0.
       */
      readonly index: number;
      readonly verdict: Verdict;
      readonly words: string;
    }>;
    readonly out_of_order: boolean;
    readonly words: string;
  }>;
}

/**
 * Whether an answer says that there is none yet.
 */
export function isProgress<T extends object>(
  answer: T | IProgress
): answer is IProgress {
  return 'progress' in answer;
}

/**
 * The server of a pad that has ended. Every method throws `RequestError`.
 */
export class PlaybackApi {
  constructor(readonly settings: ServerConnection.ISettings) {
    this._lasting = {
      ...settings,
      init: { ...settings.init, cache: 'default' }
    };
  }

  manifest(): Promise<IManifest | IProgress> {
    return request(this.settings, `${API}/playback`);
  }

  /**
   * Have it prepared once more, after that failed.
   */
  prepareAgain(): Promise<IProgress> {
    return request(this.settings, `${API}/playback`, 'POST');
  }

  segment(hash: string): Promise<ISentSegment> {
    return request(this._lasting, `${API}/playback/segments/${hash}`);
  }

  blob(hash: string): Promise<string> {
    return request(this._lasting, `${API}/playback/blobs/${hash}`);
  }

  /**
   * Make a sandbox pad of how everything was.
   *
   * @param time - Milliseconds since the start of the recording.
   * @param rerun - Whether cells that had been run are run again.
   */
  branch(
    time: number,
    rerun: boolean
  ): Promise<{ readonly id: string; readonly url: string }> {
    return request(this.settings, `${API}/branch`, 'POST', { time, rerun });
  }

  reproducibility(): Promise<IReproducibility | IProgress> {
    return request(this.settings, `${API}/reproducibility`);
  }

  /**
   * Run the notebooks again to see.
   */
  reproduce(): Promise<unknown> {
    return request(this.settings, `${API}/reproducibility`, 'POST');
  }

  // For what never changes: browsers keep it.
  private _lasting: ServerConnection.ISettings;
}
