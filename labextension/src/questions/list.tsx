import { TranslationBundle } from '@jupyterlab/translation';
import { searchIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useRef, useState } from 'react';

import { useChanged } from '../components/hooks';
import { When } from '../components/when';
import { explain } from '../services/explain';
import { QuestionApi } from './api';
import { FilterBar } from './filters';
import { starIcon, starredIcon, TYPE_ICONS } from './icons';
import { LanguageNames, languageNames, listed } from './languages';
import { QuestionSearch } from './search';
import { DIFFICULTIES, Filters, IQuestion } from './types';
import { difficultyLabel, nothingFound, stateLabel, typeLabel } from './words';

/**
 * How far below what is seen the next part is asked for.
 */
const AHEAD = '800px';

/**
 * The bank's list with search, filters and stars: on the Questions page, and wherever a question
 * is chosen.
 */
export interface IQuestionListProps {
  api: QuestionApi;
  search: QuestionSearch;
  trans: TranslationBundle;
  /**
   * Somebody pressed Enter on a question, or clicked it.
   */
  onOpen: (question: IQuestion) => void;
  /**
   * Where a question's own page is. Without it, titles are buttons.
   */
  addressOf?: (question: IQuestion) => string;
  /**
   * The question that is shown beside the list; the arrow keys then open as they go.
   */
  opened?: string | null;
  /**
   * Which questions are chosen, if several can be.
   */
  checked?: ReadonlySet<string>;
  onCheck?: (question: IQuestion, checked: boolean) => void;
  /**
   * Whether the favourites come first, until something is looked for.
   */
  favouritesFirst?: boolean;
  /**
   * What stands at the right of the search.
   */
  children?: React.ReactNode;
}

export function QuestionList(props: IQuestionListProps): JSX.Element {
  const { api, search, trans } = props;
  useChanged(search.changed);
  const [filters, setFilters] = useState<Filters | null>(null);
  const languages = useLanguages(api);
  const [failure, setFailure] = useState('');
  const [stars, setStars] = useState<ReadonlyArray<IQuestion>>([]);
  const { favouritesFirst } = props;

  useEffect(() => {
    void search.refresh();
  }, [search]);

  const { tab } = search.query;
  useEffect(() => {
    let gone = false;
    api.filters(tab).then(
      found => !gone && setFilters(found),
      reason => !gone && setFailure(explain(reason, trans))
    );
    return () => {
      gone = true;
    };
    // Whatever changes the number of questions may change what there is to choose.
  }, [api, tab, search.total, trans]);

  useEffect(() => {
    if (!favouritesFirst) {
      return;
    }
    const favourites = new QuestionSearch(api, {
      favourite: true,
      sort: 'last_used'
    });
    void favourites
      .refresh()
      .then(() => setStars(favourites.questions ?? []))
      .finally(() => favourites.dispose());
  }, [api, favouritesFirst]);

  const star = async (question: IQuestion) => {
    const favourite = !question.favourite;
    const show = (changed: IQuestion) => {
      search.put(changed);
      setStars(known =>
        known.map(one => (one.id === changed.id ? changed : one))
      );
    };
    show({ ...question, favourite });
    setFailure('');
    try {
      await api.setFavourite(question.id, favourite);
    } catch (reason) {
      show(question);
      setFailure(explain(reason, trans));
    }
  };

  const { questions } = search;
  const said =
    failure || (search.failure ? explain(search.failure, trans) : '');
  const row = (question: IQuestion) => (
    <Row
      key={question.id}
      {...props}
      question={question}
      languages={languages}
      onStar={() => void star(question)}
    />
  );
  const onTop = search.narrowed ? [] : stars;
  return (
    <div
      className="interview-QuestionList"
      onKeyDown={event => {
        goToSearch(event);
        moveBetweenRows(event);
      }}
    >
      <div className="interview-QuestionList-top">
        <div className="interview-QuestionList-search">
          <div className="interview-Search">
            <searchIcon.react
              tag="span"
              className="interview-Icon"
              aria-hidden="true"
            />
            <input
              type="search"
              className="jp-mod-styled"
              data-search
              aria-label={trans.__('Search the questions')}
              aria-keyshortcuts="/"
              placeholder={trans.__('Search titles, texts and labels')}
              value={search.query.words}
              onChange={event => search.set({ words: event.target.value })}
              onKeyDown={event => {
                if (event.key === 'Enter') {
                  // It may stand in a form, which is not to be sent.
                  event.preventDefault();
                  const first =
                    (search.narrowed ? null : stars[0]) ?? questions?.[0];
                  if (first && !search.busy) {
                    props.onOpen(first);
                  }
                }
              }}
            />
          </div>
          {props.children}
        </div>
        <FilterBar
          search={search}
          filters={filters}
          languages={languages}
          trans={trans}
        />
        <p className="interview-Failure" role="alert">
          {said}
        </p>
      </div>
      <div
        className="interview-QuestionList-rows"
        aria-busy={search.busy}
        data-waiting={search.busy || undefined}
      >
        <p className="interview-mod-heard" role="status">
          {questions && trans._n('%1 question', '%1 questions', search.total)}
        </p>
        {questions === null ? (
          !said && (
            <p className="interview-QuestionList-nothing">
              {trans.__('Loading…')}
            </p>
          )
        ) : questions.length === 0 && onTop.length === 0 ? (
          <p className="interview-QuestionList-nothing">
            {nothingFound(search.query, search.narrowed, trans)}
          </p>
        ) : (
          <>
            {onTop.length > 0 && (
              <>
                <h3>{trans.__('My favourites')}</h3>
                <ul>{onTop.map(row)}</ul>
                <h3>{trans.__('All questions')}</h3>
              </>
            )}
            <ul aria-label={trans.__('Questions')}>{questions.map(row)}</ul>
            <End search={search} trans={trans} />
          </>
        )}
      </div>
    </div>
  );
}

/**
 * What the languages are called, once the server has said so.
 */
export function useLanguages(api: QuestionApi): LanguageNames {
  const [names, setNames] = useState<LanguageNames>(new Map());
  useEffect(() => {
    api.languages().then(
      languages => setNames(languageNames(languages)),
      // Without names the ids are shown.
      () => undefined
    );
  }, [api]);
  return names;
}

/**
 * The end of what is here: coming near it brings the next part.
 */
function End(props: {
  search: QuestionSearch;
  trans: TranslationBundle;
}): JSX.Element {
  const { search, trans } = props;
  const end = useRef<HTMLDivElement>(null);
  const here = search.questions?.length ?? 0;
  useEffect(() => {
    const observer = new IntersectionObserver(
      entries => {
        if (entries.some(entry => entry.isIntersecting)) {
          void search.more();
        }
      },
      {
        root: end.current!.closest('.interview-QuestionList-rows'),
        rootMargin: AHEAD
      }
    );
    observer.observe(end.current!);
    return () => observer.disconnect();
    // Seen anew after each part, for it may be in sight still.
  }, [search, here]);
  return (
    <div ref={end} className="interview-QuestionList-end">
      {here < search.total
        ? trans.__('%1 of %2', here, search.total)
        : trans._n('%1 question', '%1 questions', search.total)}
    </div>
  );
}

function Row(
  props: IQuestionListProps & {
    question: IQuestion;
    languages: LanguageNames;
    onStar: () => void;
  }
): JSX.Element {
  const { question, languages, trans, opened, onOpen, checked } = props;
  const Type = TYPE_ICONS[question.type];
  const state = stateLabel(question, trans);
  const isOpen = opened === question.id;
  const title = {
    className: 'interview-Question-title',
    'data-action': 'title',
    'aria-current': isOpen || undefined,
    onFocus: () => {
      if (opened && !isOpen) {
        onOpen(question);
      }
    }
  };
  return (
    <li
      className="interview-Question"
      data-question={question.id}
      data-open={isOpen || undefined}
      data-checked={checked?.has(question.id) || undefined}
    >
      {checked && (
        <input
          type="checkbox"
          className="interview-Question-check"
          data-action="check"
          aria-label={trans.__('Choose %1', question.title)}
          checked={checked.has(question.id)}
          onChange={event => props.onCheck?.(question, event.target.checked)}
        />
      )}
      <span className="interview-Question-type" aria-hidden="true">
        <Type.react tag="span" className="interview-Icon" />
      </span>
      <div className="interview-Question-what">
        <div>
          {props.addressOf ? (
            <a
              {...title}
              href={props.addressOf(question)}
              onClick={event => {
                if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
                  event.preventDefault();
                  onOpen(question);
                }
              }}
            >
              {question.title}
            </a>
          ) : (
            <button {...title} type="button" onClick={() => onOpen(question)}>
              {question.title}
            </button>
          )}
          {state && (
            <span
              className="interview-Question-state"
              data-state={question.state}
            >
              {state}
            </span>
          )}
        </div>
        <Facts question={question} languages={languages} trans={trans} />
      </div>
      <span className="interview-Question-labels">
        {question.labels.map(label => (
          <span key={label} className="interview-Label">
            {label}
          </span>
        ))}
      </span>
      <span className="interview-Question-use">
        {question.uses > 0 ? (
          <>
            {trans._n('Used once', 'Used %1 times', question.uses)}
            {question.last_used && (
              <>
                {' · '}
                <When iso={question.last_used} trans={trans} />
              </>
            )}
          </>
        ) : (
          trans.__('Not used yet')
        )}
      </span>
      <button
        type="button"
        className="interview-Star"
        data-action="star"
        aria-pressed={question.favourite}
        aria-label={trans.__('Favourite: %1', question.title)}
        title={trans.__('Favourite')}
        onClick={props.onStar}
      >
        {question.favourite ? (
          <starredIcon.react tag="span" className="interview-Icon" />
        ) : (
          <starIcon.react tag="span" className="interview-Icon" />
        )}
      </button>
    </li>
  );
}

/**
 * What a question is, in one line.
 */
export function Facts(props: {
  question: IQuestion;
  languages: LanguageNames;
  trans: TranslationBundle;
}): JSX.Element {
  const { question, languages, trans } = props;
  const type = typeLabel(question.type, trans);
  const inWords = listed(question.languages, languages);
  const level = DIFFICULTIES.indexOf(question.difficulty) + 1;
  return (
    <span className="interview-Question-facts">
      <span>{type}</span>
      {inWords && inWords !== type && <span>{inWords}</span>}
      <span className="interview-Difficulty" data-level={level}>
        <span aria-hidden="true" className="interview-Difficulty-dots">
          <i />
          <i />
          <i />
        </span>
        {difficultyLabel(question.difficulty, trans)}
      </span>
      <span>{trans.__('%1 min', question.minutes)}</span>
    </span>
  );
}

/**
 * "/" goes to the search, unless it is typed into something.
 */
export function goToSearch(event: React.KeyboardEvent<HTMLElement>): void {
  if (event.key === '/' && !isTyping(event.target)) {
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.querySelector<HTMLElement>('[data-search]')?.focus();
  }
}

/**
 * Whether a key that is pressed there is written.
 */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.matches('textarea, input:not([type="checkbox"]), select') ||
      target.isContentEditable)
  );
}

/**
 * The arrow keys go to the same control of the row above or below, and from the search into
 * the list and back.
 */
function moveBetweenRows(event: React.KeyboardEvent<HTMLElement>): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const control = event.target as HTMLElement;
  if (!step || event.altKey || event.ctrlKey || event.metaKey) {
    return;
  }
  const rows = [
    ...event.currentTarget.querySelectorAll<HTMLElement>('[data-question]')
  ];
  const search =
    event.currentTarget.querySelector<HTMLElement>('[data-search]');
  const row = control.closest<HTMLElement>('[data-question]');
  const at = row ? rows.indexOf(row) : control === search ? -1 : null;
  if (at === null) {
    return;
  }
  const action = control.dataset.action ?? 'title';
  const next =
    at + step < 0
      ? search
      : rows[at + step]?.querySelector<HTMLElement>(
          `[data-action="${action}"]`
        );
  if (next) {
    event.preventDefault();
    next.focus();
  }
}
