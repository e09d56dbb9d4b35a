import { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, HTMLSelect } from '@jupyterlab/ui-components';
import React, { useEffect, useId, useState } from 'react';

import { Filter, IFilterChoice, Popup } from '../components/filter';
import { LanguageNames } from '../questions/languages';
import { HostApi } from '../services/hostapi';
import { kindLabel, stateLabel } from '../services/states';
import {
  IPadChoice,
  IPadFilters,
  IPadQuery,
  PAD_DATES,
  PAD_KINDS,
  PAD_SORTS,
  PAD_STATES,
  PadDate,
  PadSort
} from '../services/types';
import { PadFilterKey, PadSearch } from './search';
import { dayBegins, instant, ownZone, wallTime } from './times';
import { dateLabel } from './words';

/**
 * What a list can be filtered by, and which list that is.
 */
export interface IFiltersOf {
  readonly filters: IPadFilters;
  readonly query: IPadQuery;
}

/**
 * What the present list can be filtered by; the last known stays while the next is asked for.
 *
 * @param known - Whatever of it changes asks anew.
 */
export function usePadFilters(
  api: HostApi,
  query: IPadQuery,
  known: unknown
): IFiltersOf | null {
  const [filters, setFilters] = useState<IFiltersOf | null>(null);
  useEffect(() => {
    let gone = false;
    api.filters(query).then(
      found => !gone && setFilters({ filters: found, query }),
      reason => console.warn('The filters are not known.', reason)
    );
    return () => {
      gone = true;
    };
  }, [api, query, known]);
  return filters;
}

/**
 * How many pads a query finds, as far as that is known: what there is to filter by tells it of long
 * lists, a moment after the list itself.
 */
export function countOf(
  search: Pick<PadSearch, 'query' | 'total'>,
  known: IFiltersOf | null
): number | null {
  if (search.total !== null || known?.query !== search.query) {
    return search.total;
  }
  const { status } = search.query;
  return known.filters.statuses
    .filter(({ value }) => !status.length || status.includes(value))
    .reduce((sum, { count }) => sum + count, 0);
}

/**
 * How many pads there are in each state, and which of them are shown.
 */
export function StatusBar(props: {
  search: PadSearch;
  filters: IPadFilters | null;
  trans: TranslationBundle;
}): JSX.Element {
  const { search, filters, trans } = props;
  const counts = new Map(
    filters?.statuses.map(({ value, count }) => [value, count])
  );
  const chosen = search.query.status;
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return (
    <div
      className="interview-Statuses"
      role="group"
      aria-label={trans.__('State')}
    >
      <button
        type="button"
        aria-pressed={chosen.length === 0}
        onClick={() => search.set({ status: [] })}
      >
        {trans.__('All')}
        <span className="interview-Statuses-count">{filters && all}</span>
      </button>
      {PAD_STATES.map(state => (
        <button
          key={state}
          type="button"
          aria-pressed={chosen.includes(state)}
          data-state={state}
          onClick={() => search.toggle('status', state)}
        >
          <span className="interview-StateDot" data-state={state} />
          {stateLabel(state, trans)}
          <span className="interview-Statuses-count">
            {filters && (counts.get(state) ?? 0)}
          </span>
        </button>
      ))}
    </div>
  );
}

/**
 * What the list is narrowed by, beside its states, and its order.
 *
 * @param props.mine - Whether only one's own pads are looked at.
 */
export function PadFilterBar(props: {
  search: PadSearch;
  filters: IPadFilters | null;
  languages: LanguageNames;
  mine: boolean;
  trans: TranslationBundle;
}): JSX.Element {
  const { search, filters, languages, mine, trans } = props;
  const sortId = useId();
  const { query } = search;
  const filter = (
    key: PadFilterKey,
    label: string,
    choices: ReadonlyArray<IFilterChoice>
  ) => (
    <Filter
      label={label}
      choices={choices}
      chosen={query[key]}
      onToggle={value => search.toggle(key, value)}
      trans={trans}
    />
  );
  const named = (choices: ReadonlyArray<IPadChoice> = []) =>
    choices.map(({ value, name }) => ({ value, label: name }));
  return (
    <div className="interview-Filters">
      {filter(
        'kind',
        trans.__('Kind'),
        PAD_KINDS.map(kind => ({ value: kind, label: kindLabel(kind, trans) }))
      )}
      {!mine &&
        filter(
          'interviewer',
          trans.__('Interviewer'),
          named(filters?.interviewers)
        )}
      {filter('question', trans.__('Question'), named(filters?.questions))}
      {filter(
        'language',
        trans.__('Language'),
        named(filters?.languages).map(({ value, label }) => ({
          value,
          label: languages.get(value) ?? label
        }))
      )}
      {(filters?.teams ?? []).length > 0 &&
        filter('team', trans.__('Team'), named(filters?.teams))}
      <DateFilter search={search} trans={trans} />
      {search.narrowed && (
        <button
          type="button"
          className="interview-Button interview-mod-quiet"
          onClick={() => search.widen()}
        >
          {trans.__('Clear')}
        </button>
      )}
      <span className="interview-Filters-sort">
        <label htmlFor={sortId}>{trans.__('Sort by')}</label>
        <HTMLSelect
          id={sortId}
          value={query.sort}
          onChange={event => {
            const sort = event.currentTarget.value as PadSort;
            if (sort !== query.sort) {
              search.sortBy(sort);
            }
          }}
          options={PAD_SORTS.map(sort => ({
            value: sort,
            label: sortLabel(sort, trans)
          }))}
        />
      </span>
    </div>
  );
}

export function sortLabel(sort: PadSort, trans: TranslationBundle): string {
  switch (sort) {
    case 'created':
      return trans.__('Created');
    case 'activity':
      return trans.__('Last activity');
    case 'scheduled':
      return trans.__('Scheduled');
    case 'title':
      return trans.__('Title');
    case 'candidate':
      return trans.__('Candidate');
  }
}

/**
 * Which of a pad's times is looked at, and from when until when.
 */
function DateFilter(props: {
  search: PadSearch;
  trans: TranslationBundle;
}): JSX.Element {
  const { search, trans } = props;
  const { date, from, to } = search.query;
  const id = useId();
  const zone = ownZone();
  const day = (iso: string) => (iso ? wallTime(iso, zone).date : '');
  // The last day is looked at as well, so the bound is the day after.
  const last = to ? day(new Date(Date.parse(to) - 1).toISOString()) : '';
  const begin = (value: string) =>
    value ? (instant({ date: value, time: '00:00' }, zone) ?? '') : '';
  const after = (value: string) => {
    const noon = begin(value) && instant({ date: value, time: '12:00' }, zone);
    return noon ? dayBegins(1, zone, Date.parse(noon)) : '';
  };
  const isChosen = from !== '' || to !== '';
  const name = dateLabel(date, trans);
  const quick: [string, number, number][] = [
    [trans.__('Today'), 0, 1],
    [trans.__('Last 7 days'), -6, 1],
    [trans.__('Last 30 days'), -29, 1],
    [trans.__('Next 7 days'), 0, 7]
  ];
  return (
    <Popup
      label={trans.__('Date')}
      isChosen={isChosen}
      button={
        <>
          <span>
            {isChosen
              ? trans.__('%1: %2 – %3', name, day(from) || '…', last || '…')
              : trans.__('Date')}
          </span>
          <caretDownIcon.react
            tag="span"
            className="interview-Icon"
            aria-hidden="true"
          />
        </>
      }
    >
      <div className="interview-DateFilter">
        <label htmlFor={`${id}-date`}>{trans.__('Date of')}</label>
        <HTMLSelect
          id={`${id}-date`}
          value={date}
          onChange={event =>
            search.set({ date: event.currentTarget.value as PadDate })
          }
          options={PAD_DATES.map(one => ({
            value: one,
            label: dateLabel(one, trans)
          }))}
        />
        <label htmlFor={`${id}-from`}>{trans.__('From')}</label>
        <input
          id={`${id}-from`}
          type="date"
          className="jp-mod-styled"
          value={day(from)}
          onChange={event => search.set({ from: begin(event.target.value) })}
        />
        <label htmlFor={`${id}-to`}>{trans.__('To')}</label>
        <input
          id={`${id}-to`}
          type="date"
          className="jp-mod-styled"
          value={last}
          onChange={event => search.set({ to: after(event.target.value) })}
        />
      </div>
      <div className="interview-DateFilter-quick">
        {quick.map(([label, first, end]) => (
          <button
            key={label}
            type="button"
            className="interview-Button"
            onClick={() =>
              search.set({
                from: dayBegins(first, zone, Date.now()),
                to: dayBegins(end, zone, Date.now())
              })
            }
          >
            {label}
          </button>
        ))}
        {isChosen && (
          <button
            type="button"
            className="interview-Button interview-mod-quiet"
            onClick={() => search.set({ from: '', to: '' })}
          >
            {trans.__('Any time')}
          </button>
        )}
      </div>
    </Popup>
  );
}
