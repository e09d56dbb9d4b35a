import { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { explain } from '../services/explain';
import { RequestError } from '../services/request';
import { isProgress, PlaybackApi } from './api';
import { IManifest } from './engine/types';

// Why the server gave up; it does not begin again by itself.
const FAILED = 'playback_failed';

// Milliseconds between two questions how far it is.
const PAUSE = 400;

/**
 * Says how far the recording is from being played, or why it cannot be.
 */
export class LoadingView extends Widget {
  constructor(private _trans: TranslationBundle) {
    super();
    this.id = 'interview-loading';
    this.addClass('interview-Loading');
    this.title.label = _trans.__('Playback');
    this.title.closable = false;
    this.node.setAttribute('role', 'status');
    this._words = document.createElement('p');
    this._bar = document.createElement('progress');
    this._bar.max = 1;
    this._bar.setAttribute('aria-label', _trans.__('Preparing the playback'));
    this.node.append(this._words, this._bar);
    this.progress(null, '');
  }

  /**
   * @param part - From 0 to 1; null if that is not known.
   * @param message - The server's words.
   */
  progress(part: number | null, message: string): void {
    this._words.textContent =
      message || this._trans.__('Loading the recording…');
    if (part === null) {
      this._bar.removeAttribute('value');
    } else {
      this._bar.value = part;
    }
  }

  /**
   * @param again - Tries again.
   */
  fail(error: unknown, again: () => void): void {
    this._bar.hidden = true;
    this._words.textContent = explain(error, this._trans);
    if (error instanceof RequestError && error.status === 404) {
      // What is gone stays away.
      return;
    }
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'interview-Button';
    button.textContent = this._trans.__('Try again');
    button.addEventListener('click', () => {
      button.remove();
      this._bar.hidden = false;
      this.progress(null, '');
      again();
    });
    this.node.append(button);
  }

  private _words: HTMLParagraphElement;
  private _bar: HTMLProgressElement;
}

/**
 * Wait until the server has made what is played of the recording.
 */
export async function loadManifest(
  api: PlaybackApi,
  view: LoadingView
): Promise<IManifest> {
  for (;;) {
    try {
      const answer = await api.manifest();
      if (!isProgress(answer)) {
        return answer;
      }
      view.progress(answer.progress, answer.message);
      await new Promise(resolve => setTimeout(resolve, PAUSE));
    } catch (error) {
      await new Promise<void>(resolve => view.fail(error, resolve));
      if (error instanceof RequestError && error.reason === FAILED) {
        // Whether that goes wrong is seen when it is asked for the next time.
        await api.prepareAgain().catch(() => undefined);
      }
    }
  }
}
