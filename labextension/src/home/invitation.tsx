import { TranslationBundle } from '@jupyterlab/translation';
import { downloadIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useId, useState } from 'react';

import { CopyLinkButton } from '../components/copybutton';
import { FormFoot } from '../components/formfoot';
import { Modal } from '../components/modal';
import { download } from '../questions/views';
import { explain } from '../services/explain';
import { IPad } from '../services/types';
import { IPads } from '../tokens';
import { addressOf } from './address';
import { ownZone } from './times';
import { exactMoment, lengthLabel } from './words';

/**
 * Send a pad's address and appointment, or take them along.
 */
export function InvitationDialog(props: {
  pad: IPad;
  pads: IPads;
  trans: TranslationBundle;
  onSent: (to: string) => void;
  onClose: () => void;
}): JSX.Element {
  const { pad, pads, trans, onSent, onClose } = props;
  const { api } = pads;
  const id = useId();
  const [canMail, setCanMail] = useState<boolean | null>(null);
  const [to, setTo] = useState(pad.candidate_email);
  const [message, setMessage] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const address = addressOf(pad);

  useEffect(() => {
    api.canMail().then(setCanMail, reason => {
      setCanMail(false);
      setFailure(explain(reason, trans));
    });
  }, [api, trans]);

  const act = async (action: () => Promise<void>) => {
    setBusy(true);
    setFailure('');
    try {
      await action();
    } catch (reason) {
      setFailure(explain(reason, trans));
    }
    setBusy(false);
  };
  const send = () =>
    act(async () => {
      const addresses = to.split(/[\s,;]+/).filter(Boolean);
      await api.invite(pad.id, addresses, message.trim());
      onSent(addresses.join(', '));
    });

  return (
    <Modal
      title={trans.__('Invitation to “%1”', pad.title)}
      onClose={onClose}
      className="interview-mod-medium"
    >
      <form
        onSubmit={event => {
          event.preventDefault();
          if (!busy && canMail) {
            void send();
          }
        }}
      >
        <dl className="interview-Facts">
          <dt>{trans.__('When')}</dt>
          <dd>
            <Appointment pad={pad} trans={trans} />
          </dd>
          <dt>{trans.__('Link')}</dt>
          <dd>
            <code>{address}</code>
          </dd>
        </dl>
        <p className="interview-Facts-buttons">
          <CopyLinkButton url={address} what={pad.title} trans={trans} />
          {pad.starts_at && (
            <button
              type="button"
              className="interview-Button"
              data-action="ics"
              onClick={() =>
                void act(async () =>
                  download('invitation.ics', await api.appointment(pad.id))
                )
              }
            >
              <downloadIcon.react
                tag="span"
                className="interview-Icon"
                aria-hidden="true"
              />
              {trans.__('Calendar file (.ics)')}
            </button>
          )}
        </p>
        {canMail && (
          <>
            <div className="interview-Field">
              <label htmlFor={`${id}-to`}>{trans.__('To')}</label>
              <input
                id={`${id}-to`}
                className="jp-mod-styled"
                type="email"
                multiple
                required
                autoComplete="off"
                aria-describedby={`${id}-to-hint`}
                value={to}
                onChange={event => setTo(event.target.value)}
              />
              <p id={`${id}-to-hint`} className="interview-Field-hint">
                {trans.__('Several addresses are separated by commas.')}
              </p>
            </div>
            <div className="interview-Field">
              <label htmlFor={`${id}-message`}>
                {trans.__('A few words')}{' '}
                <span className="interview-Field-optional">
                  {trans.__('optional')}
                </span>
              </label>
              <textarea
                id={`${id}-message`}
                className="jp-mod-styled"
                rows={4}
                maxLength={5000}
                value={message}
                onChange={event => setMessage(event.target.value)}
              />
            </div>
          </>
        )}
        {canMail === false && (
          <p className="interview-Dialog-said">
            {trans.__(
              'This server sends no mail yet. Send the link and the calendar file yourself, or ask an administrator to set a mail server.'
            )}
          </p>
        )}
        <FormFoot
          failure={failure}
          busy={busy}
          action={
            canMail
              ? busy
                ? trans.__('Sending…')
                : trans.__('Send invitation')
              : null
          }
          onCancel={onClose}
          trans={trans}
        />
      </form>
    </Modal>
  );
}

/**
 * When a pad is, as its own zone and the reader's say it.
 */
function Appointment(props: {
  pad: IPad;
  trans: TranslationBundle;
}): JSX.Element {
  const { pad, trans } = props;
  if (pad.kind === 'take_home') {
    const said = [
      pad.time_limit
        ? trans.__('%1 from the start', lengthLabel(pad.time_limit, trans))
        : trans.__('No time limit'),
      pad.due &&
        trans.__('due %1', exactMoment(pad.due, pad.time_zone || ownZone()))
    ];
    return <>{said.filter(Boolean).join(', ')}</>;
  }
  if (!pad.starts_at) {
    return <>{trans.__('Not scheduled yet')}</>;
  }
  return (
    <>
      {exactMoment(pad.starts_at, pad.time_zone || ownZone())}
      {pad.duration ? `, ${lengthLabel(pad.duration, trans)}` : ''}
    </>
  );
}
