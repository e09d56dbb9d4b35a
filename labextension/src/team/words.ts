import { TranslationBundle } from '@jupyterlab/translation';

import { Role } from './types';

/**
 * What a role is called.
 */
export function roleLabel(role: Role, trans: TranslationBundle): string {
  switch (role) {
    case 'admin':
      return trans.__('Admin');
    case 'interviewer':
      return trans.__('Interviewer');
    case 'reviewer':
      return trans.__('Reviewer');
  }
}

/**
 * What somebody of a role does.
 */
export function roleHint(role: Role, trans: TranslationBundle): string {
  switch (role) {
    case 'admin':
      return trans.__(
        'Holds interviews, sees all of them, and looks after the team and the settings.'
      );
    case 'interviewer':
      return trans.__('Makes pads and questions, and holds interviews.');
    case 'reviewer':
      return trans.__(
        'Looks at interviews that have ended, comments on them and finishes reviews.'
      );
  }
}
