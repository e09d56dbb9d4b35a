import { ILanguage } from '../services/types';

/**
 * The names of the languages by their ids. Before they are known, and for a language that the
 * server has no more, the id has to do.
 */
export type LanguageNames = ReadonlyMap<string, string>;

export function languageNames(
  languages: ReadonlyArray<ILanguage>
): LanguageNames {
  return new Map(languages.map(({ id, name }) => [id, name]));
}

/**
 * The names of some languages in one line.
 */
export function listed(
  ids: ReadonlyArray<string>,
  names: LanguageNames
): string {
  return ids.map(id => names.get(id) ?? id).join(', ');
}
