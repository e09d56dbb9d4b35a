import { TranslationBundle } from '@jupyterlab/translation';

import { FilterKey, IQuery, IQuestion, Sort, Tab } from './types';

/**
 * The word that a type of question is shown as.
 */
export function typeLabel(type: string, trans: TranslationBundle): string {
  switch (type) {
    case 'notebook':
      return trans.__('Notebook');
    case 'code':
      return trans.__('Code');
    case 'sql':
      return trans.__('SQL');
    case 'front-end':
      return trans.__('Front end');
    case 'free-form':
      return trans.__('Free form');
    case 'whiteboard':
      return trans.__('Whiteboard');
    default:
      return type;
  }
}

export function difficultyLabel(
  difficulty: string,
  trans: TranslationBundle
): string {
  switch (difficulty) {
    case 'easy':
      return trans.__('Easy');
    case 'medium':
      return trans.__('Medium');
    case 'hard':
      return trans.__('Hard');
    default:
      return difficulty;
  }
}

export function tabLabel(tab: Tab, trans: TranslationBundle): string {
  switch (tab) {
    case 'mine':
      return trans.__('My content');
    case 'organization':
      return trans.__('Organization');
    case 'examples':
      return trans.__('Examples');
    case 'favourites':
      return trans.__('Favourites');
    case 'drafts':
      return trans.__('Drafts');
  }
}

export function sortLabel(sort: Sort, trans: TranslationBundle): string {
  switch (sort) {
    case 'title':
      return trans.__('Title');
    case 'newest':
      return trans.__('Newest');
    case 'most_used':
      return trans.__('Most used');
    case 'last_used':
      return trans.__('Last used');
  }
}

export function filterLabel(key: FilterKey, trans: TranslationBundle): string {
  switch (key) {
    case 'type':
      return trans.__('Type');
    case 'language':
      return trans.__('Language');
    case 'difficulty':
      return trans.__('Difficulty');
    case 'label':
      return trans.__('Label');
    case 'author':
      return trans.__('Author');
  }
}

/**
 * What a question's state is called where that has to be said; empty for one that is simply
 * there to be used.
 */
export function stateLabel(
  question: IQuestion,
  trans: TranslationBundle
): string {
  if (question.state === 'draft') {
    return trans.__('Draft');
  }
  if (question.state === 'archived') {
    return trans.__('Archived');
  }
  return question.edited && question.may_edit
    ? trans.__('Unpublished changes')
    : '';
}

/**
 * Why nothing is listed, and what to do about it.
 *
 * @param narrowed - Whether words or filters were given.
 */
export function nothingFound(
  query: IQuery,
  narrowed: boolean,
  trans: TranslationBundle
): string {
  if (narrowed) {
    return query.words.trim()
      ? trans.__('No question here matches “%1”.', query.words.trim())
      : trans.__('No question here matches these filters.');
  }
  switch (query.tab) {
    case 'mine':
      return trans.__(
        'You have not written a question yet. Begin with an empty one, or duplicate an example and change it.'
      );
    case 'organization':
      return trans.__(
        'Nobody has published a question yet. The first can be yours.'
      );
    case 'favourites':
      return trans.__(
        'Press the star of a question, and you find it here: and on top when you choose one in an interview.'
      );
    case 'drafts':
      return trans.__('You have no drafts: what you write is published.');
    default:
      return trans.__('There are no questions here yet.');
  }
}
