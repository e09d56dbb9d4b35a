import { Dialog, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, caretUpIcon } from '@jupyterlab/ui-components';
import React, { useState } from 'react';

import { CopyLinkButton } from '../components/copybutton';
import { When } from '../components/when';
import { explain } from '../services/explain';
import { IPad, PadState } from '../services/types';
import { IGuest, IKnocks, IPads } from '../tokens';
import { Decide } from '../waiting/panel';
import { keyOf } from '../waiting/model';
import { ISort, SortKey, sortBy } from './order';

interface IProps {
  pads: IPads;
  knocks: IKnocks | null;
  trans: TranslationBundle;
  /**
   * Told what went wrong, in words; an empty string when something is tried.
   */
  onFailure: (message: string) => void;
}

/**
 * The word that a pad's state is shown as.
 */
export function stateLabel(state: PadState, trans: TranslationBundle): string {
  switch (state) {
    case 'not_started':
      return trans.__('Not started');
    case 'in_progress':
      return trans.__('In progress');
    case 'ended':
      return trans.__('Ended');
  }
}

/**
 * The pads, a row each, with what can be done to each in its state.
 */
export function PadTable(
  props: IProps & {
    rows: ReadonlyArray<IPad>;
    sort: ISort;
    onSort: (sort: ISort) => void;
    newest: string | null;
  }
): JSX.Element {
  const { rows, sort, onSort, trans } = props;
  const head = (key: SortKey, label: string) => (
    <th
      scope="col"
      className={`interview-col-${key}`}
      aria-sort={
        sort.key !== key ? 'none' : sort.descending ? 'descending' : 'ascending'
      }
    >
      <button type="button" onClick={() => onSort(sortBy(key, sort))}>
        {label}
        {sort.key === key &&
          (sort.descending ? (
            <caretDownIcon.react tag="span" className="interview-Icon" />
          ) : (
            <caretUpIcon.react tag="span" className="interview-Icon" />
          ))}
      </button>
    </th>
  );
  return (
    <table className="interview-Pads" onKeyDown={moveBetweenRows}>
      <caption className="interview-mod-heard">
        {trans.__('Interviews')}
      </caption>
      <thead>
        <tr>
          {head('title', trans.__('Title'))}
          {head('candidate_name', trans.__('Candidate'))}
          {head('state', trans.__('State'))}
          <th scope="col" className="interview-col-interviewers">
            {trans.__('Interviewers')}
          </th>
          {head('created', trans.__('Created'))}
          {head('last_activity', trans.__('Last activity'))}
          <th scope="col" className="interview-col-actions">
            <span className="interview-mod-heard">{trans.__('Actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(pad => (
          <PadRow
            key={pad.id}
            pad={pad}
            isNew={pad.id === props.newest}
            pads={props.pads}
            knocks={props.knocks}
            trans={trans}
            onFailure={props.onFailure}
          />
        ))}
      </tbody>
    </table>
  );
}

function PadRow(props: IProps & { pad: IPad; isNew: boolean }): JSX.Element {
  const { pad, pads, knocks, trans, isNew, onFailure } = props;
  const [busy, setBusy] = useState(false);
  const address = addressOf(pad);

  const change = async (action: () => Promise<void>) => {
    setBusy(true);
    onFailure('');
    try {
      await action();
    } catch (reason) {
      onFailure(explain(reason, trans));
    } finally {
      setBusy(false);
    }
  };
  const end = async () => {
    const answer = await showDialog({
      title: trans.__('End “%1”?', pad.title),
      body: trans.__(
        'Everybody inside is disconnected and running code stops. The documents are kept, and you can reopen the interview later.'
      ),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.warnButton({ label: trans.__('End interview') })
      ],
      defaultButton: 0
    });
    if (answer.button.accept) {
      await change(() => pads.end(pad.id));
    }
  };

  const waiting = (knocks?.waiting ?? []).filter(
    guest => guest.padId === pad.id
  );
  return (
    <tr data-pad={pad.id} data-state={pad.state} data-new={isNew || undefined}>
      <th scope="row" className="interview-col-title">
        <a
          className="interview-Pads-title"
          href={address}
          target="_blank"
          rel="noopener"
          data-action="title"
        >
          {pad.title}
        </a>
        {pad.state !== 'ended' &&
          waiting.map(guest => (
            <Knock
              key={keyOf(guest.padId, guest.admission.id)}
              guest={guest}
              knocks={knocks!}
              trans={trans}
              onFailure={onFailure}
            />
          ))}
      </th>
      <td className="interview-col-candidate_name">
        {pad.candidate_name || <span aria-hidden="true">–</span>}
      </td>
      <td className="interview-col-state">
        <span className="interview-State" data-state={pad.state}>
          {stateLabel(pad.state, trans)}
        </span>
        {pad.present.length > 0 && (
          <span className="interview-Pads-present">
            {trans.__('Inside: %1', pad.present.join(', '))}
          </span>
        )}
      </td>
      <td className="interview-col-interviewers">
        {pad.interviewers.join(', ') || <span aria-hidden="true">–</span>}
      </td>
      <td className="interview-col-created">
        <When iso={pad.created} trans={trans} />
      </td>
      <td className="interview-col-last_activity">
        <When iso={pad.last_activity} trans={trans} />
      </td>
      <td className="interview-col-actions">
        <div>
          {pad.state !== 'ended' && (
            <CopyLinkButton
              url={address}
              what={pad.title}
              trans={trans}
              className="interview-mod-quiet"
            />
          )}
          {pad.state === 'in_progress' && (
            <button
              type="button"
              className="interview-Button interview-mod-quiet interview-mod-danger"
              data-action="end"
              aria-label={trans.__('End %1', pad.title)}
              disabled={busy}
              onClick={() => void end()}
            >
              {trans.__('End')}
            </button>
          )}
          {pad.state === 'ended' && (
            <button
              type="button"
              className="interview-Button interview-mod-quiet"
              data-action="reopen"
              aria-label={trans.__('Reopen %1', pad.title)}
              disabled={busy}
              onClick={() => void change(() => pads.reopen(pad.id))}
            >
              {trans.__('Reopen')}
            </button>
          )}
          <a
            className="interview-Button"
            href={address}
            target="_blank"
            rel="noopener"
            data-action="open"
            aria-label={
              pad.state === 'ended'
                ? trans.__('Play back %1 in a new tab', pad.title)
                : trans.__('Open %1 in a new tab', pad.title)
            }
          >
            {pad.state === 'ended' ? trans.__('Playback') : trans.__('Open')}
          </a>
        </div>
      </td>
    </tr>
  );
}

/**
 * Someone at the door of a row's pad.
 */
function Knock(props: {
  guest: IGuest;
  knocks: IKnocks;
  trans: TranslationBundle;
  onFailure: (message: string) => void;
}): JSX.Element {
  const { guest, trans } = props;
  return (
    <div className="interview-Knock">
      <span className="interview-Knock-who">
        {trans.__('%1 is waiting', guest.admission.name)}
      </span>
      <span className="interview-Knock-decide">
        <Decide action="admit" {...props} accent>
          {trans.__('Admit')}
        </Decide>
        <Decide action="decline" {...props} quiet>
          {trans.__('Decline')}
        </Decide>
      </span>
    </div>
  );
}

/**
 * The pad's one address, absolute.
 */
export function addressOf(pad: IPad): string {
  return new URL(pad.url, document.baseURI).href;
}

/**
 * The arrow keys go to the same control of the row above or below.
 */
function moveBetweenRows(event: React.KeyboardEvent<HTMLElement>): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const control = event.target as HTMLElement;
  const row = control.closest('tbody tr');
  if (!step || !row || event.altKey || event.ctrlKey || event.metaKey) {
    return;
  }
  const next = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  const same = next?.querySelector<HTMLElement>(
    `[data-action="${control.dataset.action}"]`
  );
  const target = same ?? next?.querySelector<HTMLElement>('[data-action]');
  if (target) {
    event.preventDefault();
    target.focus();
  }
}
