import { TranslationBundle } from '@jupyterlab/translation';

import { IPad, PadKind, PadState } from './types';

/**
 * The word that a pad's state is shown as. The colour beside it is in components.css, below
 * `interview-State`.
 */
export function stateLabel(state: PadState, trans: TranslationBundle): string {
  switch (state) {
    case 'not_started':
      return trans.__('Not started');
    case 'in_progress':
      return trans.__('In progress');
    case 'ended':
      return trans.__('Ended');
    case 'ready_for_review':
      return trans.__('Ready for review');
    case 'reviewed':
      return trans.__('Reviewed');
  }
}

/**
 * The word for a kind of pad.
 */
export function kindLabel(kind: PadKind, trans: TranslationBundle): string {
  switch (kind) {
    case 'live':
      return trans.__('Live interview');
    case 'take_home':
      return trans.__('Take-home');
    case 'sandbox':
      return trans.__('Practice pad');
  }
}

/**
 * Whether nobody works in a pad any more; members may look at what became of it.
 */
export function isFinished(pad: Pick<IPad, 'state'>): boolean {
  return pad.state !== 'not_started' && pad.state !== 'in_progress';
}
