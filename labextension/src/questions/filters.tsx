import { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, HTMLSelect } from '@jupyterlab/ui-components';
import React, { useEffect, useId, useRef, useState } from 'react';

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

// Choices above which one can look for one by its name.
const MANY = 10;

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

/**
 * One filter: a button that opens its choices.
 */
function Filter(props: {
  label: string;
  choices: ReadonlyArray<IChoice>;
  chosen: ReadonlyArray<string>;
  onToggle: (value: string) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { label, choices, chosen, onToggle, trans } = props;
  const [isOpen, setOpen] = useState(false);
  const [words, setWords] = useState('');
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  useEffect(() => {
    if (!isOpen) {
      return;
    }
    const away = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) {
        setOpen(false);
      }
    };
    document.addEventListener('pointerdown', away);
    document.addEventListener('focusin', away);
    root.current?.querySelector<HTMLElement>('input')?.focus();
    return () => {
      document.removeEventListener('pointerdown', away);
      document.removeEventListener('focusin', away);
    };
  }, [isOpen]);

  const names = chosen.map(
    value => choices.find(choice => choice.value === value)?.label ?? value
  );
  const sought = words.trim().toLocaleLowerCase();
  return (
    <div
      ref={root}
      className="interview-Filter"
      onKeyDown={event => {
        if (isOpen && event.key === 'Escape') {
          event.stopPropagation();
          setOpen(false);
          button.current?.focus();
        } else if (isOpen) {
          moveBetweenChoices(event);
        }
      }}
    >
      <button
        ref={button}
        type="button"
        className="interview-Button interview-Filter-button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        data-chosen={chosen.length > 0 || undefined}
        onClick={() => {
          setWords('');
          setOpen(!isOpen);
        }}
      >
        <span>
          {names.length === 0
            ? label
            : names.length === 1
              ? trans.__('%1: %2', label, names[0])
              : trans.__('%1: %2 chosen', label, names.length)}
        </span>
        <caretDownIcon.react
          tag="span"
          className="interview-Icon"
          aria-hidden="true"
        />
      </button>
      {isOpen && (
        <div
          id={id}
          className="interview-Filter-choices"
          role="group"
          aria-label={label}
        >
          {choices.length > MANY && (
            <input
              type="search"
              className="jp-mod-styled"
              aria-label={trans.__('Look for a choice of %1', label)}
              placeholder={trans.__('Search')}
              value={words}
              onChange={event => setWords(event.target.value)}
            />
          )}
          {choices
            .filter(choice => choice.label.toLocaleLowerCase().includes(sought))
            .map(choice => (
              <label key={choice.value}>
                <input
                  type="checkbox"
                  checked={chosen.includes(choice.value)}
                  onChange={() => onToggle(choice.value)}
                />
                <span>{choice.label}</span>
                <span className="interview-Filter-count">{choice.count}</span>
              </label>
            ))}
          {choices.length === 0 && (
            <p>{trans.__('There is nothing to choose yet.')}</p>
          )}
        </div>
      )}
    </div>
  );
}

function moveBetweenChoices(event: React.KeyboardEvent<HTMLElement>): void {
  if (event.key === 'Enter') {
    // It may stand in a form, which is not to be sent.
    event.preventDefault();
  }
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step) {
    return;
  }
  const inputs = [
    ...event.currentTarget.querySelectorAll<HTMLElement>('input')
  ];
  const at = inputs.indexOf(event.target as HTMLElement);
  const next = inputs[at + step];
  event.preventDefault();
  next?.focus();
}
