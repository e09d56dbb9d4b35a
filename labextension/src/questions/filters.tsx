import { TranslationBundle } from '@jupyterlab/translation';
import { HTMLSelect } from '@jupyterlab/ui-components';
import React, { useId } from 'react';

import { Filter } from '../components/filter';
import { LanguageNames } from './languages';
import { QuestionSearch } from './search';
import { FilterKey, Filters, IChoice, Sort, SORTS } from './types';
import { difficultyLabel, filterLabel, sortLabel, typeLabel } from './words';

const KEYS: ReadonlyArray<FilterKey> = [
  'type',
  'language',
  'difficulty',
  'label',
  'author'
];

const FIT = 'fit';

/**
 * What the list is narrowed by, and its order.
 */
export function FilterBar(props: {
  search: QuestionSearch;
  filters: Filters | null;
  languages: LanguageNames;
  trans: TranslationBundle;
}): JSX.Element {
  const { search, filters, languages, trans } = props;
  const sortId = useId();
  const fits = search.query.words.trim() !== '';
  const named = (key: FilterKey, choice: IChoice): string => {
    switch (key) {
      case 'type':
        return typeLabel(choice.value, trans);
      case 'difficulty':
        return difficultyLabel(choice.value, trans);
      case 'language':
        return languages.get(choice.value) ?? choice.label;
      default:
        return choice.label;
    }
  };
  return (
    <div className="interview-Filters">
      {KEYS.map(key => (
        <Filter
          key={key}
          label={filterLabel(key, trans)}
          choices={(filters?.[key] ?? []).map(choice => ({
            ...choice,
            label: named(key, choice)
          }))}
          chosen={search.query[key]}
          onToggle={value => search.toggle(key, value)}
          trans={trans}
        />
      ))}
      {search.query.tab !== 'favourites' && (
        <button
          type="button"
          className="interview-Button interview-Filter-button"
          aria-pressed={search.query.favourite}
          data-chosen={search.query.favourite || undefined}
          onClick={() => search.set({ favourite: !search.query.favourite })}
        >
          {trans.__('My favourites')}
        </button>
      )}
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
          value={search.query.sort ?? (fits ? FIT : 'title')}
          onChange={event => {
            const { value } = event.currentTarget;
            search.sortBy(value === FIT ? null : (value as Sort));
          }}
          options={[
            ...(fits ? [{ value: FIT, label: trans.__('Best match') }] : []),
            ...SORTS.map(sort => ({
              value: sort,
              label: sortLabel(sort, trans)
            }))
          ]}
        />
      </span>
    </div>
  );
}
