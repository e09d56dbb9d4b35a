import { Notification } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';

import { RequestError } from '../../services/request';
import { KernelState } from '../tokens';

/**
 * How a kernel is, for people who need not know what a kernel is.
 */
export function kernelWord(
  state: KernelState,
  trans: TranslationBundle
): string {
  switch (state) {
    case 'none':
      return trans.__('Not started');
    case 'starting':
      return trans.__('Starting…');
    case 'idle':
      return trans.__('Ready');
    case 'busy':
      return trans.__('Running');
    case 'dead':
      return trans.__('Stopped');
  }
}

/**
 * Say to the one who asked why nothing was done.
 */
export function complain(error: unknown, trans: TranslationBundle): void {
  const message =
    error instanceof RequestError && error.reason !== 'offline'
      ? error.message
      : trans.__(
          'The server could not be reached, so nothing was run. What you typed is kept; try again in a moment.'
        );
  Notification.warning(message, { autoClose: 8000 });
  if (!(error instanceof RequestError)) {
    console.error(error);
  }
}
