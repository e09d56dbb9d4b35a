import { ellipsesIcon } from '@jupyterlab/ui-components';
import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { copyText, CopyLinkButton } from '../components/copybutton';
import { IMenuItem, MenuButton } from '../components/menubutton';
import { explain } from '../services/explain';
import { IPad } from '../services/types';
import { RowAction, rowActions } from './actions';
import { addressOf } from './address';
import type { IRowProps } from './table';

/**
 * What can be done to a pad in its state: where its address leads, what is wanted often as buttons,
 * the rest in a menu.
 */
export function RowActions(props: IRowProps & { pad: IPad }): JSX.Element {
  const { pad, role, trans, actions, onAsk, onFailure } = props;
  const address = addressOf(pad);
  const offered = rowActions(pad, role);
  const execute: { [action in RowAction]?: () => void } = {
    copy: () => {
      copyText(address).then(
        () => onFailure(''),
        reason => onFailure(explain(reason, trans))
      );
    },
    finish: () => actions.finish(pad),
    reopen: () => actions.reopen(pad),
    extend: () => onAsk(pad, 'extend'),
    edit: () => onAsk(pad, 'edit'),
    invite: () => onAsk(pad, 'invite'),
    delete: () => onAsk(pad, 'delete')
  };
  const items: (IMenuItem | null)[] = offered.menu.map(action => ({
    id: action,
    label: menuLabel(action, pad, trans),
    execute: execute[action]!
  }));
  // What cannot be undone stands apart.
  if (offered.menu.length > 1 && offered.menu.at(-1) === 'delete') {
    items.splice(-1, 0, null);
  }
  return (
    <div>
      {offered.buttons.includes('copy') && (
        <CopyLinkButton
          url={address}
          what={pad.title}
          trans={trans}
          className="interview-mod-quiet"
        />
      )}
      {offered.buttons.includes('end') && (
        <button
          type="button"
          className="interview-Button interview-mod-quiet interview-mod-danger"
          data-action="end"
          aria-label={trans.__('End %1', pad.title)}
          onClick={() => actions.end(pad)}
        >
          {trans.__('End')}
        </button>
      )}
      {offered.address && (
        <a
          className={
            'interview-Button' +
            (offered.address === 'review' ? ' interview-mod-accent' : '')
          }
          href={address}
          target="_blank"
          rel="noopener"
          data-action="open"
          aria-label={
            {
              open: trans.__('Open %1 in a new tab', pad.title),
              review: trans.__('Review %1 in a new tab', pad.title),
              playback: trans.__('Play back %1 in a new tab', pad.title)
            }[offered.address]
          }
        >
          {
            {
              open: trans.__('Open'),
              review: trans.__('Review'),
              playback: trans.__('Playback')
            }[offered.address]
          }
        </a>
      )}
      {items.length > 0 && (
        <MenuButton
          label={trans.__('More for %1', pad.title)}
          items={items}
          className="interview-mod-quiet interview-mod-icon"
          action="more"
        >
          <ellipsesIcon.react
            tag="span"
            className="interview-Icon"
            aria-hidden="true"
          />
        </MenuButton>
      )}
    </div>
  );
}

function menuLabel(
  action: RowAction,
  pad: IPad,
  trans: TranslationBundle
): string {
  switch (action) {
    case 'copy':
      return trans.__('Copy link');
    case 'finish':
      return trans.__('Finish review');
    case 'reopen':
      return trans.__('Reopen');
    case 'extend':
      return trans.__('Extend time…');
    case 'edit':
      return pad.starts_at
        ? trans.__('Edit or reschedule…')
        : trans.__('Edit…');
    case 'invite':
      return trans.__('Invitation…');
    case 'delete':
      return trans.__('Delete…');
    default:
      return action;
  }
}
