import { ServerConnection } from '@jupyterlab/services';

import { request, RequestError, send } from '../services/request';
import { ILanguage } from '../services/types';
import {
  Filters,
  IChoice,
  ICheck,
  IProblem,
  IQuery,
  IQuestion,
  IQuestionDetails,
  IQuestions,
  Tab
} from './types';

const API = 'interview/api';
const BANK = `${API}/questions`;

/**
 * A file's bytes, and the mark of this version of it.
 */
export interface IFileContent {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

/**
 * What became of an archive's questions.
 */
export interface IImported {
  readonly imported: ReadonlyArray<IQuestion>;
  /**
   * Those that were in the bank already, the same in every byte.
   */
  readonly there: ReadonlyArray<IQuestion>;
}

/**
 * The control plane's question bank, for a signed-in member. Every method throws
 * `RequestError`; then nothing changed.
 */
export class QuestionApi {
  constructor(
    readonly settings: ServerConnection.ISettings = ServerConnection.makeSettings()
  ) {}

  /**
   * @param cursor - Where the answer goes on; empty for its beginning.
   * @param limit - How many at most.
   */
  search(query: IQuery, cursor: string, limit: number): Promise<IQuestions> {
    return request(
      this.settings,
      `${BANK}?${searchParameters(query, cursor, limit)}`
    );
  }

  /**
   * What the questions of a tab can be filtered by; of all that may be used, without one.
   */
  async filters(tab: Tab | null): Promise<Filters> {
    const found = await request<{ [name: string]: ReadonlyArray<IFound> }>(
      this.settings,
      `${BANK}/filters${tab ? `?tab=${tab}` : ''}`
    );
    const choices = (name: string): IChoice[] =>
      found[name].map(({ value, name, count }) => ({
        value,
        label: name,
        count
      }));
    return {
      type: choices('types'),
      language: choices('languages'),
      difficulty: choices('difficulties'),
      label: choices('labels'),
      author: choices('authors')
    };
  }

  /**
   * The languages that questions can be in, by their names; asked for once.
   */
  languages(): Promise<ReadonlyArray<ILanguage>> {
    this._languages ??= request<{ languages: ILanguage[] }>(
      this.settings,
      `${API}/languages`
    ).then(
      ({ languages }) => languages,
      reason => {
        this._languages = null;
        throw reason;
      }
    );
    return this._languages;
  }

  get(id: string): Promise<IQuestionDetails> {
    return request(this.settings, at(id));
  }

  create(question: {
    title: string;
    type: string;
    languages: ReadonlyArray<string>;
  }): Promise<IQuestion> {
    return request(this.settings, BANK, 'POST', question);
  }

  duplicate(id: string): Promise<IQuestion> {
    return request(this.settings, `${at(id)}/duplicate`, 'POST');
  }

  /**
   * Let it belong to a team; null for the whole organization.
   */
  give(id: string, team: string | null): Promise<IQuestion> {
    return request(this.settings, at(id), 'PATCH', { team_id: team });
  }

  archive(id: string): Promise<IQuestion> {
    return request(this.settings, `${at(id)}/archive`, 'POST');
  }

  restore(id: string): Promise<IQuestion> {
    return request(this.settings, `${at(id)}/restore`, 'POST');
  }

  async setFavourite(id: string, favourite: boolean): Promise<void> {
    await request(
      this.settings,
      `${at(id)}/favourite`,
      favourite ? 'PUT' : 'DELETE'
    );
  }

  async file(id: string, path: string): Promise<IFileContent> {
    const answer = await send(this.settings, fileAt(id, path), {});
    return {
      bytes: new Uint8Array(await answer.arrayBuffer()),
      etag: answer.headers.get('ETag') ?? ''
    };
  }

  /**
   * @param etag - The version that is replaced; null for a file that must not exist yet.
   * @returns The mark of the new version.
   * @throws RequestError with status 412 if it was changed meanwhile.
   */
  async save(
    id: string,
    path: string,
    bytes: Uint8Array<ArrayBuffer>,
    etag: string | null
  ): Promise<string> {
    const answer = await send(this.settings, fileAt(id, path), {
      method: 'PUT',
      body: bytes,
      headers: {
        'Content-Type': 'application/octet-stream',
        ...(etag === null ? { 'If-None-Match': '*' } : { 'If-Match': etag })
      }
    });
    return answer.headers.get('ETag') ?? '';
  }

  async remove(id: string, path: string): Promise<void> {
    await send(this.settings, fileAt(id, path), { method: 'DELETE' });
  }

  async rename(id: string, path: string, to: string): Promise<void> {
    await request(this.settings, `${at(id)}/rename`, 'POST', { path, to });
  }

  /**
   * Begin to check the question's solution; the question is published when it passes.
   */
  async publish(id: string): Promise<void> {
    await request(this.settings, `${at(id)}/publish`, 'POST');
  }

  check(id: string): Promise<ICheck> {
    return request(this.settings, `${at(id)}/check`);
  }

  async stopCheck(id: string): Promise<void> {
    await request(this.settings, `${at(id)}/check`, 'DELETE');
  }

  /**
   * The folders of questions as one zip.
   */
  async export(ids: ReadonlyArray<string>): Promise<Blob> {
    const query = new URLSearchParams(ids.map(id => ['id', id]));
    const answer = await send(this.settings, `${BANK}/export?${query}`, {});
    return answer.blob();
  }

  /**
   * @throws RequestError, of which {@link problemsOf} tells what is wrong in the files.
   */
  async import(archive: Blob): Promise<IImported> {
    const answer = await send(this.settings, `${BANK}/import`, {
      method: 'POST',
      body: archive,
      headers: { 'Content-Type': 'application/zip' }
    });
    return answer.json();
  }

  /**
   * Make a question the last task of a pad.
   *
   * @param language - One of the question's; empty where it has none.
   */
  async attach(pad: string, id: string, language: string): Promise<void> {
    await request(
      this.settings,
      `${API}/pads/${encodeURIComponent(pad)}/tasks`,
      'POST',
      { question_id: id, language }
    );
  }

  private _languages: Promise<ReadonlyArray<ILanguage>> | null = null;
}

/**
 * What the server said is wrong in the files of a question.
 */
export function problemsOf(reason: unknown): ReadonlyArray<IProblem> {
  const data = reason instanceof RequestError ? reason.data : undefined;
  return (data as { problems?: IProblem[] } | undefined)?.problems ?? [];
}

/**
 * What of a query is not the default, as the address has it.
 */
export function searchParameters(
  query: IQuery,
  cursor: string,
  limit: number
): URLSearchParams {
  const parameters = new URLSearchParams();
  const add = (key: string, ...values: string[]) =>
    values.filter(Boolean).forEach(value => parameters.append(key, value));
  add('tab', query.tab ?? '');
  add('q', query.words.trim());
  add('type', ...query.type);
  add('language', ...query.language);
  add('difficulty', ...query.difficulty);
  add('label', ...query.label);
  add('author', ...query.author);
  add('favourite', query.favourite ? 'true' : '');
  add('archived', query.archived ? 'true' : '');
  add('sort', query.sort ?? '');
  add('limit', String(limit));
  add('cursor', cursor);
  return parameters;
}

interface IFound {
  readonly value: string;
  readonly name: string;
  readonly count: number;
}

function at(id: string): string {
  return `${BANK}/${encodeURIComponent(id)}`;
}

function fileAt(id: string, path: string): string {
  return `${at(id)}/files/${path.split('/').map(encodeURIComponent).join('/')}`;
}
