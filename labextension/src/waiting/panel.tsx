import { ReactWidget } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import React, { useState } from 'react';

import { useChanged, useTick } from '../components/hooks';
import { When } from '../components/when';
import { doorIcon } from '../icons';
import { explain } from '../services/explain';
import { AdmissionAction } from '../services/types';
import { IGuest, IKnocks } from '../tokens';
import { keyOf } from './model';

/**
 * The side panel that lists who waits, who was admitted and who was declined.
 */
export class WaitingRoomPanel extends ReactWidget {
  constructor(
    private _knocks: IKnocks,
    private _trans: TranslationBundle
  ) {
    super();
    this.id = 'interview-waiting-room';
    this.addClass('interview-WaitingRoom');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _trans.__('Waiting room'));
    this.title.icon = doorIcon;
    _knocks.changed.connect(this._updateTitle, this);
    this._updateTitle();
  }

  protected override render(): JSX.Element {
    return <WaitingRoom knocks={this._knocks} trans={this._trans} />;
  }

  private _updateTitle(): void {
    const count = this._knocks.waiting.length;
    this.title.caption = count
      ? this._trans._n(
          'Waiting room: %1 person is waiting',
          'Waiting room: %1 people are waiting',
          count
        )
      : this._trans.__('Waiting room');
    const dataset = { ...this.title.dataset };
    delete dataset['interview-waiting'];
    if (count) {
      dataset['interview-waiting'] = count > 99 ? '99+' : String(count);
    }
    this.title.dataset = dataset;
  }
}

function WaitingRoom(props: {
  knocks: IKnocks;
  trans: TranslationBundle;
}): JSX.Element {
  const { knocks, trans } = props;
  const [failure, setFailure] = useState('');
  const shared = { knocks, trans, onFailure: setFailure };
  useChanged(knocks.changed);
  useTick(30000);
  const inState = (state: string) =>
    knocks.guests.filter(guest => guest.admission.state === state);
  const waiting = inState('knocking');
  const admitted = inState('admitted');
  const declined = inState('declined');
  return (
    <>
      <h2 className="interview-WaitingRoom-title">
        {trans.__('Waiting room')}
      </h2>
      <p className="interview-Failure" role="alert">
        {failure}
      </p>
      <section aria-labelledby="interview-waiting">
        <h3 id="interview-waiting">
          {trans.__('Waiting')}
          {waiting.length > 0 && (
            <span className="interview-Count">{waiting.length}</span>
          )}
        </h3>
        {waiting.length === 0 ? (
          <p className="interview-WaitingRoom-nobody">
            {trans.__(
              'Nobody is at the door. You will be told when someone knocks.'
            )}
          </p>
        ) : (
          <Guests guests={waiting} trans={trans}>
            {guest => (
              <>
                <Decide guest={guest} action="admit" {...shared} accent>
                  {trans.__('Admit')}
                </Decide>
                <Decide guest={guest} action="decline" {...shared}>
                  {trans.__('Decline')}
                </Decide>
              </>
            )}
          </Guests>
        )}
      </section>
      {admitted.length > 0 && (
        <section aria-labelledby="interview-admitted">
          <h3 id="interview-admitted">{trans.__('Admitted')}</h3>
          <Guests guests={admitted} trans={trans}>
            {guest => (
              <Decide
                guest={guest}
                action="remove"
                {...shared}
                hint={trans.__(
                  'Back to the waiting room, as a pause. You can admit %1 again.',
                  guest.admission.name
                )}
              >
                {trans.__('Remove')}
              </Decide>
            )}
          </Guests>
        </section>
      )}
      {declined.length > 0 && (
        <section aria-labelledby="interview-declined">
          <h3 id="interview-declined">{trans.__('Declined')}</h3>
          <Guests guests={declined} trans={trans}>
            {guest => (
              <Decide guest={guest} action="admit" {...shared}>
                {trans.__('Admit')}
              </Decide>
            )}
          </Guests>
        </section>
      )}
    </>
  );
}

function Guests(props: {
  guests: ReadonlyArray<IGuest>;
  trans: TranslationBundle;
  children: (guest: IGuest) => JSX.Element;
}): JSX.Element {
  return (
    <ul className="interview-Guests">
      {props.guests.map(guest => {
        const { admission, padTitle } = guest;
        const { trans } = props;
        const since =
          admission.state === 'knocking'
            ? admission.knocked
            : (admission.decided ?? admission.knocked);
        return (
          <li
            key={keyOf(guest.padId, admission.id)}
            className="interview-Guest"
            data-state={admission.state}
          >
            <span className="interview-Guest-initial" aria-hidden="true">
              {initialOf(admission.name)}
            </span>
            <div className="interview-Guest-who">
              <span className="interview-Guest-name">{admission.name}</span>
              <span className="interview-Guest-more">
                {padTitle && (
                  <span className="interview-Guest-pad" title={padTitle}>
                    {padTitle}
                  </span>
                )}
                <When iso={since} trans={trans} />
              </span>
            </div>
            <div className="interview-Guest-actions">
              {props.children(guest)}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/**
 * The button that decides about someone.
 *
 * @param props.onFailure - Told what went wrong, in words; an empty string when the button
 *   is pressed. Not a notification: JupyterLab loads what shows those from the server.
 */
export function Decide(props: {
  guest: IGuest;
  action: AdmissionAction;
  knocks: IKnocks;
  trans: TranslationBundle;
  onFailure: (message: string) => void;
  accent?: boolean;
  quiet?: boolean;
  hint?: string;
  children: string;
}): JSX.Element {
  const { guest, action, knocks, trans, children } = props;
  return (
    <button
      type="button"
      className={
        'interview-Button' +
        (props.accent ? ' interview-mod-accent' : '') +
        (props.quiet ? ' interview-mod-quiet' : '')
      }
      aria-label={`${children}: ${guest.admission.name}`}
      title={props.hint}
      disabled={guest.deciding}
      onClick={() => {
        props.onFailure('');
        knocks.decide(guest, action).catch(reason => {
          props.onFailure(explain(reason, trans));
        });
      }}
    >
      {children}
    </button>
  );
}

/**
 * The letter that stands for a name.
 */
function initialOf(name: string): string {
  return (Array.from(name.trim())[0] ?? '?').toLocaleUpperCase();
}
