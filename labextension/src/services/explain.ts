import { TranslationBundle } from '@jupyterlab/translation';

import { RequestError } from './request';

/**
 * A failure in words for the person it happens to.
 *
 * @param reason - What was thrown.
 */
export function explain(reason: unknown, trans: TranslationBundle): string {
  if (reason instanceof RequestError) {
    if (reason.reason === 'offline') {
      return trans.__(
        'The server cannot be reached just now. Nothing was changed; please try again in a moment.'
      );
    }
    if (reason.status === 401) {
      return trans.__(
        'You are signed out. Reload the page to sign in again; nothing was changed.'
      );
    }
    return reason.message;
  }
  return String(reason);
}
