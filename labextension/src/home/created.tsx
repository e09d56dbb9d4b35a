import { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon, copyIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useRef, useState } from 'react';

import { copyText, CopyLinkButton } from '../components/copybutton';
import { explain } from '../services/explain';
import { IPad } from '../services/types';
import { addressOf } from './address';
import { Made } from './newpad';

/**
 * What to do with what was just made.
 *
 * @param props.onCopied - Called once the links are on the clipboard: nothing is left to be done.
 */
export function Created(props: {
  made: Made;
  trans: TranslationBundle;
  onInvite: (pad: IPad) => void;
  onCopied: () => void;
  onClose: () => void;
}): JSX.Element {
  const { made, trans, onCopied, onClose } = props;
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    section.current
      ?.querySelector<HTMLElement>('[data-action="copy"]')
      ?.focus();
  }, []);
  return (
    <section
      ref={section}
      className="interview-Created"
      aria-labelledby="interview-created"
    >
      {'link' in made ? (
        <Ready
          title={made.link.title}
          address={addressOf(made.link)}
          trans={trans}
          onCopied={onCopied}
        >
          {trans.__(
            'Everybody who opens this link gets a take-home of their own. You find it again under More.'
          )}
        </Ready>
      ) : made.pads.length === 1 ? (
        <OnePad pad={made.pads[0]} {...props} />
      ) : (
        <SeveralPads pads={made.pads} trans={trans} onCopied={onCopied} />
      )}
      <CloseButton trans={trans} onClose={onClose} />
    </section>
  );
}

function OnePad(props: {
  pad: IPad;
  trans: TranslationBundle;
  onInvite: (pad: IPad) => void;
  onCopied: () => void;
}): JSX.Element {
  const { pad, trans, onCopied } = props;
  const address = addressOf(pad);
  const asked = pad.door === 'ask';
  const send = pad.candidate_name
    ? trans.__('Send this link to %1.', pad.candidate_name)
    : trans.__('Send this link to your candidate.');
  return (
    <>
      <Ready
        title={pad.title}
        address={address}
        trans={trans}
        onCopied={onCopied}
      >
        {pad.kind === 'sandbox' && asked
          ? trans.__('Nobody but your team comes in.')
          : `${send} ${
              asked
                ? trans.__('You will be asked before anyone comes in.')
                : trans.__('They begin when they are ready.')
            }`}
      </Ready>
      {pad.kind !== 'sandbox' && (
        <button
          type="button"
          className="interview-Button"
          onClick={() => props.onInvite(pad)}
        >
          {trans.__('Invite…')}
        </button>
      )}
      <a
        className="interview-Button"
        href={address}
        target="_blank"
        rel="noopener"
      >
        {trans.__('Open')}
      </a>
    </>
  );
}

function Ready(props: {
  title: string;
  address: string;
  trans: TranslationBundle;
  onCopied: () => void;
  children: string;
}): JSX.Element {
  const { title, address, trans, onCopied } = props;
  return (
    <>
      <div>
        <h2 id="interview-created">{trans.__('“%1” is ready', title)}</h2>
        <p>{props.children}</p>
        <code className="interview-Created-link">{address}</code>
      </div>
      <CopyLinkButton
        url={address}
        what={title}
        trans={trans}
        className="interview-mod-accent"
        onCopied={onCopied}
      />
    </>
  );
}

function SeveralPads(props: {
  pads: ReadonlyArray<IPad>;
  trans: TranslationBundle;
  onCopied: () => void;
}): JSX.Element {
  const { pads, trans, onCopied } = props;
  const [failure, setFailure] = useState('');
  // As a spreadsheet takes it: a row a pad.
  const rows = pads
    .map(pad =>
      [pad.candidate_name || pad.title, pad.candidate_email, addressOf(pad)]
        .map(cell => cell.replace(/\s+/g, ' '))
        .join('\t')
    )
    .join('\n');
  return (
    <>
      <div>
        <h2 id="interview-created">
          {trans._n('%1 pad is ready', '%1 pads are ready', pads.length)}
        </h2>
        <p>
          {trans.__(
            'Each person has a link of their own. Copy them with names and addresses into a spreadsheet or a mail merge.'
          )}
        </p>
        <p role="alert" className="interview-Failure">
          {failure}
        </p>
      </div>
      <button
        type="button"
        className="interview-Button interview-mod-accent"
        data-action="copy"
        onClick={() =>
          copyText(rows).then(onCopied, reason =>
            setFailure(explain(reason, trans))
          )
        }
      >
        <copyIcon.react
          tag="span"
          className="interview-Icon"
          aria-hidden="true"
        />
        {trans.__('Copy all links')}
      </button>
    </>
  );
}

export function CloseButton(props: {
  trans: TranslationBundle;
  onClose: () => void;
}): JSX.Element {
  return (
    <button
      type="button"
      className="interview-Close"
      aria-label={props.trans.__('Dismiss')}
      onClick={props.onClose}
    >
      <closeIcon.react tag="span" className="interview-Icon" />
    </button>
  );
}
