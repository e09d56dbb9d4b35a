import { TranslationBundle } from '@jupyterlab/translation';
import { HTMLSelect } from '@jupyterlab/ui-components';
import React, { useEffect, useId, useState } from 'react';

import { Filter } from '../components/filter';
import { HostApi } from '../services/hostapi';
import { INamed } from '../services/types';
import { IPads } from '../tokens';
import { allZones } from './times';
import { DURATIONS, lengthLabel, TIME_LIMITS } from './words';

/**
 * A field that one types one line into.
 */
export function TextField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  optional?: string;
  hint?: string;
  type?: 'text' | 'email' | 'date' | 'time';
  required?: boolean;
  /**
   * Whether one begins here.
   */
  isFirst?: boolean;
  maxLength?: number;
  placeholder?: string;
}): JSX.Element {
  const { label, value, onChange, optional, hint, isFirst, ...more } = props;
  const id = useId();
  return (
    <div className="interview-Field">
      <label htmlFor={id}>
        {label}
        {optional && (
          <>
            {' '}
            <span className="interview-Field-optional">{optional}</span>
          </>
        )}
      </label>
      <input
        id={id}
        className="jp-mod-styled"
        autoComplete="off"
        data-first={isFirst || undefined}
        // More than blanks.
        pattern={more.required && !more.type ? '.*\\S.*' : undefined}
        aria-describedby={hint ? `${id}-hint` : undefined}
        value={value}
        onChange={event => onChange(event.target.value)}
        {...more}
      />
      {hint && (
        <p id={`${id}-hint`} className="interview-Field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}

/**
 * A field that one chooses one thing in.
 */
export function SelectField(props: {
  label: string;
  value: string;
  options: ReadonlyArray<{ value: string; label: string }>;
  onChange: (value: string) => void;
  hint?: string;
}): JSX.Element {
  const { label, value, options, onChange, hint } = props;
  const id = useId();
  return (
    <div className="interview-Field">
      <label htmlFor={id}>{label}</label>
      <HTMLSelect
        id={id}
        value={value}
        onChange={event => onChange(event.currentTarget.value)}
        options={[...options]}
        aria-describedby={hint ? `${id}-hint` : undefined}
      />
      {hint && (
        <p id={`${id}-hint`} className="interview-Field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}

/**
 * A date and a time on the clocks of a zone, as the fields have them; the date is empty for none.
 */
export interface IMoment {
  readonly date: string;
  readonly time: string;
}

/**
 * When something is: a date, and a time that is asked for as soon as there is a date.
 */
export function MomentFields(props: {
  dateLabel: string;
  timeLabel: string;
  value: IMoment;
  /**
   * The time that is proposed with the first date.
   */
  proposed: string;
  onChange: (value: IMoment) => void;
}): JSX.Element {
  const { value, onChange } = props;
  return (
    <>
      <TextField
        label={props.dateLabel}
        type="date"
        value={value.date}
        onChange={date =>
          onChange({
            date,
            time: date && !value.time ? props.proposed : value.time
          })
        }
      />
      <TextField
        label={props.timeLabel}
        type="time"
        value={value.time}
        required={value.date !== ''}
        onChange={time => onChange({ ...value, time })}
      />
    </>
  );
}

export function ZoneField(props: {
  value: string;
  onChange: (zone: string) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { value, trans, onChange } = props;
  const [zones] = useState(allZones);
  const known = zones.includes(value) || !value ? zones : [value, ...zones];
  return (
    <SelectField
      label={trans.__('Time zone')}
      value={value}
      onChange={onChange}
      options={known.map(zone => ({
        value: zone,
        label: zone.replace(/_/g, ' ')
      }))}
    />
  );
}

export function DurationField(props: {
  value: number;
  onChange: (minutes: number) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { value, trans } = props;
  return (
    <SelectField
      label={trans.__('Duration')}
      value={String(value)}
      onChange={chosen => props.onChange(Number(chosen))}
      options={minuteOptions([...DURATIONS], value, trans)}
    />
  );
}

export function TimeLimitField(props: {
  value: number | null;
  onChange: (minutes: number | null) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { value, trans } = props;
  return (
    <SelectField
      label={trans.__('Time limit')}
      value={String(value ?? '')}
      onChange={chosen => props.onChange(chosen ? Number(chosen) : null)}
      options={[
        ...minuteOptions([...TIME_LIMITS], value, trans),
        { value: '', label: trans.__('None') }
      ]}
    />
  );
}

function minuteOptions(
  offered: number[],
  value: number | null,
  trans: TranslationBundle
): { value: string; label: string }[] {
  const all =
    value === null || offered.includes(value)
      ? offered
      : [...offered, value].sort((a, b) => a - b);
  return all.map(minutes => ({
    value: String(minutes),
    label: lengthLabel(minutes, trans)
  }));
}

/**
 * The teams that something can be given to by whoever looks at the page; null until they are known.
 *
 * @param present - The one that it belongs to, which is always offered.
 */
export function useTeams(
  pads: IPads,
  present: INamed | null = null
): ReadonlyArray<INamed> | null {
  const { api, me } = pads;
  const [teams, setTeams] = useState<ReadonlyArray<INamed> | null>(null);
  useEffect(() => {
    let gone = false;
    if (me) {
      api.teamsOf(me).then(
        found => !gone && setTeams(found),
        reason => console.warn('Which teams there are is not known.', reason)
      );
    }
    return () => {
      gone = true;
    };
  }, [api, me]);
  return present && teams?.every(({ id }) => id !== present.id)
    ? [present, ...teams]
    : teams;
}

/**
 * Whose something is: a team's, or the whole organization's. There is no field where there is
 * nothing to choose.
 */
export function TeamField(props: {
  teams: ReadonlyArray<INamed> | null;
  /**
   * The team's id; null for the whole organization.
   */
  value: string | null;
  onChange: (team: string | null) => void;
  /**
   * Who sees what belongs to a team, where it is not as with pads.
   */
  hint?: string;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { teams, value, onChange, hint, trans } = props;
  if (!teams?.length) {
    return null;
  }
  return (
    <SelectField
      label={trans.__('Team')}
      value={value ?? ''}
      onChange={chosen => onChange(chosen || null)}
      hint={
        hint ??
        trans.__(
          'What belongs to a team is seen by its people, by admins and by whoever is assigned.'
        )
      }
      options={[
        { value: '', label: trans.__('The whole organization') },
        ...teams.map(({ id, name }) => ({ value: id, label: name }))
      ]}
    />
  );
}

/**
 * Who is assigned to a pad.
 *
 * @param props.chosen - Members' ids.
 */
export function InterviewersField(props: {
  api: HostApi;
  chosen: ReadonlyArray<INamed>;
  onChange: (chosen: ReadonlyArray<INamed>) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { api, chosen, onChange, trans } = props;
  const [members, setMembers] = useState<ReadonlyArray<INamed>>([]);
  useEffect(() => {
    let gone = false;
    api.members().then(
      found => !gone && setMembers(found),
      reason => console.warn('Who is in the team is not known.', reason)
    );
    return () => {
      gone = true;
    };
  }, [api]);
  const others = chosen.filter(({ id }) =>
    members.every(member => member.id !== id)
  );
  const all = [...members, ...others];
  return (
    <div className="interview-Field interview-Field-people">
      <span className="interview-Field-label" aria-hidden="true">
        {trans.__('Interviewers')}
      </span>
      <Filter
        label={trans.__('Interviewers')}
        isField
        choices={all.map(({ id, name }) => ({ value: id, label: name }))}
        chosen={chosen.map(({ id }) => id)}
        onToggle={id => {
          const rest = chosen.filter(one => one.id !== id);
          onChange(
            rest.length < chosen.length
              ? rest
              : [...chosen, ...all.filter(one => one.id === id)]
          );
        }}
        trans={trans}
      />
    </div>
  );
}
