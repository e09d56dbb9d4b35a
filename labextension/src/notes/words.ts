import { TranslationBundle } from '@jupyterlab/translation';

import { SharedDraft } from '../services/draft';
import { explain } from '../services/explain';
import { Visibility } from './api';
import { Mark } from './lines';

export function markLabel(mark: Mark, trans: TranslationBundle): string {
  switch (mark) {
    case 'good_question':
      return trans.__('Good question');
    case 'hint_given':
      return trans.__('Hint given');
    default:
      return '';
  }
}

/**
 * Who may read one's notes, as one chooses it.
 */
export function visibilityLabels(
  trans: TranslationBundle
): ReadonlyArray<{ value: Visibility; label: string }> {
  return [
    { value: 'mine', label: trans.__('Only I') },
    { value: 'interviewers', label: trans.__('Interviewers of this pad') },
    { value: 'organization', label: trans.__('Everybody in the organization') }
  ];
}

/**
 * Whether what one has written is safe.
 */
export function statusWords(
  draft: SharedDraft,
  trans: TranslationBundle
): string {
  switch (draft.status) {
    case 'loading':
      return trans.__('Loading…');
    case 'saving':
      return trans.__('Saving…');
    case 'saved':
      return trans.__('Saved');
    case 'offline':
      return trans.__(
        'Not saved yet: the server cannot be reached. It is tried again; keep this page open.'
      );
    case 'refused':
      return explain(draft.failure, trans);
  }
}
