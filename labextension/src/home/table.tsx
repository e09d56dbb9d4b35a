import { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, caretUpIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { When } from '../components/when';
import { isFinished, kindLabel, stateLabel } from '../services/states';
import { IPad, PadSort } from '../services/types';
import { IGuest, IKnocks } from '../tokens';
import { keyOf } from '../waiting/model';
import { Decide } from '../waiting/panel';
import { addressOf } from './address';
import { leadsIn } from './actions';
import { RowActions } from './rowactions';
import { PadSearch } from './search';
import { ownZone } from './times';
import {
  exactMoment,
  lengthLabel,
  mailLabel,
  momentLabel,
  timeLeft
} from './words';

/**
 * What one wants to do to a pad that asks something first.
 */
export type Asked = 'edit' | 'extend' | 'delete' | 'invite';

export interface IRowProps {
  readonly role: string;
  readonly knocks: IKnocks | null;
  readonly trans: TranslationBundle;
  /**
   * Open a dialog about a pad.
   */
  readonly onAsk: (pad: IPad, what: Asked) => void;
  readonly actions: {
    end(pad: IPad): void;
    finish(pad: IPad): void;
    reopen(pad: IPad): void;
  };
  /**
   * Told what went wrong, in words; an empty string when something is tried.
   */
  readonly onFailure: (message: string) => void;
}

/**
 * The pads, a row each, with what can be done to each in its state.
 */
export function PadTable(
  props: IRowProps & {
    search: PadSearch;
    rows: ReadonlyArray<IPad>;
    /**
     * How many there are in all; null while that is not known.
     */
    count: number | null;
    /**
     * Ids of those that were just made.
     */
    newest: ReadonlySet<string>;
  }
): JSX.Element {
  const { search, rows, count, trans, newest } = props;
  const { sort, descending } = search.query;
  const head = (key: PadSort, label: string) => (
    <th
      scope="col"
      className={`interview-col-${key}`}
      aria-sort={
        sort !== key ? 'none' : descending ? 'descending' : 'ascending'
      }
    >
      <button type="button" onClick={() => search.sortBy(key)}>
        {label}
        {sort === key &&
          (descending ? (
            <caretDownIcon.react tag="span" className="interview-Icon" />
          ) : (
            <caretUpIcon.react tag="span" className="interview-Icon" />
          ))}
      </button>
    </th>
  );
  return (
    <table
      className="interview-Pads"
      aria-rowcount={count === null ? -1 : count + 1}
      onKeyDown={moveBetweenRows}
    >
      <caption className="interview-mod-heard">{trans.__('Pads')}</caption>
      <thead>
        <tr>
          {head('title', trans.__('Title'))}
          {head('candidate', trans.__('Candidate'))}
          <th scope="col" className="interview-col-state">
            {trans.__('State')}
          </th>
          {head('scheduled', trans.__('When'))}
          <th scope="col" className="interview-col-interviewers">
            {trans.__('Interviewers')}
          </th>
          {head('created', trans.__('Created'))}
          {head('activity', trans.__('Last activity'))}
          <th scope="col" className="interview-col-actions">
            <span className="interview-mod-heard">{trans.__('Actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(pad => (
          <PadRow
            {...props}
            key={pad.id}
            pad={pad}
            isNew={newest.has(pad.id)}
          />
        ))}
      </tbody>
    </table>
  );
}

function PadRow(props: IRowProps & { pad: IPad; isNew: boolean }): JSX.Element {
  const { pad, trans, isNew } = props;
  const people = (
    pad.assigned.length > 0
      ? pad.assigned.map(({ name }) => name)
      : pad.interviewers
  ).join(', ');
  const dash = <span aria-hidden="true">–</span>;
  return (
    <tr data-pad={pad.id} data-state={pad.state} data-new={isNew || undefined}>
      <th scope="row" className="interview-col-title">
        <PadTitle {...props} />
        <Knocks {...props} />
      </th>
      <td className="interview-col-candidate">
        {pad.candidate_name || (pad.candidate_email ? '' : dash)}
        {pad.candidate_email && (
          <span className="interview-Pads-more">{pad.candidate_email}</span>
        )}
        {pad.mailed && !isFinished(pad) && (
          <span
            className="interview-Pads-more"
            data-mail={pad.mailed.state}
            title={pad.mailed.message}
          >
            {mailLabel(pad, trans)}
          </span>
        )}
      </td>
      <td className="interview-col-state">
        <PadState pad={pad} trans={trans} />
      </td>
      <td className="interview-col-scheduled">
        <PadTime pad={pad} trans={trans} />
      </td>
      <td className="interview-col-interviewers">{people || dash}</td>
      <td className="interview-col-created">
        <When iso={pad.created} trans={trans} />
      </td>
      <td className="interview-col-activity">
        <When iso={pad.last_activity} trans={trans} />
      </td>
      <td className="interview-col-actions">
        <RowActions {...props} />
      </td>
    </tr>
  );
}

/**
 * What a pad is called, which leads to it, and what it is made of.
 */
export function PadTitle(props: {
  pad: IPad;
  role: string;
  trans: TranslationBundle;
}): JSX.Element {
  const { pad, role, trans } = props;
  const about = [
    pad.kind !== 'live' && kindLabel(pad.kind, trans),
    pad.team?.name,
    ...pad.questions.map(({ title }) => title)
  ].filter(Boolean);
  return (
    <>
      {!isFinished(pad) && !leadsIn(pad, role) ? (
        <span className="interview-Pads-title">{pad.title}</span>
      ) : (
        <a
          className="interview-Pads-title"
          href={addressOf(pad)}
          target="_blank"
          rel="noopener"
          data-action="title"
        >
          {pad.title}
        </a>
      )}
      {about.length > 0 && (
        <span className="interview-Pads-more">{about.join(' · ')}</span>
      )}
    </>
  );
}

/**
 * Where a pad stands, in a word and a colour, and what there is to know about that.
 */
export function PadState(props: {
  pad: IPad;
  trans: TranslationBundle;
}): JSX.Element {
  const { pad, trans } = props;
  const left = timeLeft(pad, trans);
  return (
    <>
      <span className="interview-State" data-state={pad.state}>
        {stateLabel(pad.state, trans)}
      </span>
      {left && <span className="interview-Pads-more">{left}</span>}
      {pad.tests && (
        <span className="interview-Pads-more">
          {trans.__(
            'Tests: %1 of %2 passed',
            pad.tests.passed,
            pad.tests.total
          )}
        </span>
      )}
      {pad.present.length > 0 && (
        <span className="interview-Pads-more">
          {trans.__('Inside: %1', pad.present.join(', '))}
        </span>
      )}
    </>
  );
}

/**
 * When a pad is, or until when.
 */
function PadTime(props: { pad: IPad; trans: TranslationBundle }): JSX.Element {
  const { pad, trans } = props;
  const zone = ownZone();
  const moment = (iso: string) => (
    <time dateTime={iso} title={exactMoment(iso, pad.time_zone || zone)}>
      {momentLabel(iso, zone, trans)}
    </time>
  );
  if (pad.kind === 'take_home') {
    return (
      <>
        {pad.due ? (
          <>
            {trans.__('Due')} {moment(pad.due)}
          </>
        ) : (
          <span aria-hidden="true">–</span>
        )}
        {pad.time_limit && (
          <span className="interview-Pads-more">
            {trans.__('%1 to work', lengthLabel(pad.time_limit, trans))}
          </span>
        )}
      </>
    );
  }
  if (!pad.starts_at) {
    return <span aria-hidden="true">–</span>;
  }
  return (
    <>
      {moment(pad.starts_at)}
      {pad.duration && (
        <span className="interview-Pads-more">
          {lengthLabel(pad.duration, trans)}
        </span>
      )}
    </>
  );
}

/**
 * Who stands at a pad's door.
 */
export function Knocks(props: {
  pad: IPad;
  knocks: IKnocks | null;
  trans: TranslationBundle;
  onFailure: (message: string) => void;
}): JSX.Element | null {
  const { pad, knocks, trans, onFailure } = props;
  if (!knocks || isFinished(pad)) {
    return null;
  }
  return (
    <>
      {knocks.waiting
        .filter(guest => guest.padId === pad.id)
        .map(guest => (
          <Knock
            key={keyOf(guest.padId, guest.admission.id)}
            guest={guest}
            knocks={knocks}
            trans={trans}
            onFailure={onFailure}
          />
        ))}
    </>
  );
}

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
 * The arrow keys go to the same control of the row above or below.
 */
export function moveBetweenRows(event: React.KeyboardEvent<HTMLElement>): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const control = event.target as HTMLElement;
  const row = control.closest('[data-pad]');
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
