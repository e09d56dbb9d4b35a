import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import { Contents } from '@jupyterlab/services';
import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { explain } from '../../services/explain';
import { IPadEvents } from '../../tokens';
import { timeLeft } from './deadline';
import { inWords } from './words';

// How many names the question lists; what is handed in is always everything.
const NAMES = 12;

/**
 * Ask once whether a take-home is to be handed in, saying what will be, and do it.
 *
 * The page leaves by itself when the server lets go of it.
 */
export async function submit(
  events: IPadEvents,
  contents: Contents.IManager,
  trans: TranslationBundle
): Promise<void> {
  if (events.status !== 'connected') {
    Notification.warning(
      trans.__(
        'The server cannot be reached just now, so nothing was handed in. Your work is kept; please try again when it is connected.'
      ),
      { autoClose: false }
    );
    return;
  }
  const { button } = await showDialog({
    title: trans.__('Submit your take-home?'),
    body: (
      <WhatIsSent
        names={await namesOf(contents)}
        left={timeLeft(events)}
        trans={trans}
      />
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Go on working') }),
      Dialog.okButton({ label: trans.__('Submit take-home') })
    ],
    // A stray Enter must not be the end.
    defaultButton: 0
  });
  if (!button.accept) {
    return;
  }
  try {
    await events.api.submit();
  } catch (reason) {
    Notification.error(
      trans.__('Your take-home was not handed in: %1', explain(reason, trans)),
      { autoClose: false }
    );
  }
}

/**
 * The files and folders of the pad, those that candidates see.
 */
async function namesOf(contents: Contents.IManager): Promise<string[]> {
  try {
    const root = await contents.get('', { content: true });
    return (root.content as Contents.IModel[])
      .map(({ name, type }) => (type === 'directory' ? `${name}/` : name))
      .sort((a, b) => a.localeCompare(b));
  } catch {
    return [];
  }
}

function WhatIsSent(props: {
  names: ReadonlyArray<string>;
  left: number | null;
  trans: TranslationBundle;
}): JSX.Element {
  const { names, left, trans } = props;
  const more = names.length - NAMES;
  return (
    <div className="interview-Submit">
      <p>
        {trans.__(
          'The hiring team gets everything in this pad as it is now, with its outputs and how it came to be:'
        )}
      </p>
      {names.length > 0 && (
        <ul>
          {names.slice(0, NAMES).map(name => (
            <li key={name}>{name}</li>
          ))}
          {more > 0 && <li>{trans._n('%1 more', '%1 more', more)}</li>}
        </ul>
      )}
      <p>
        {trans.__('After that you cannot change it or open it any more.')}{' '}
        {left !== null && inWords(left, trans)}
      </p>
    </div>
  );
}
