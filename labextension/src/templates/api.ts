import { ServerConnection } from '@jupyterlab/services';

import { request } from '../services/request';
import { IContent, IPlan, ITemplate, ITemplateDetails } from './types';

const API = 'interview/api';
const TEMPLATES = `${API}/templates`;

/**
 * The templates of interviews, for a signed-in member. Every method throws `RequestError`; then
 * nothing was changed.
 */
export class TemplateApi {
  constructor(
    readonly settings: ServerConnection.ISettings = ServerConnection.makeSettings()
  ) {}

  /**
   * By their titles.
   *
   * @param archived - Those that were put away, and that one may bring back, instead.
   */
  async list(archived = false): Promise<ReadonlyArray<ITemplate>> {
    const { templates } = await request<{ templates: ITemplate[] }>(
      this.settings,
      archived ? `${TEMPLATES}?archived=true` : TEMPLATES
    );
    return templates;
  }

  get(id: string): Promise<ITemplateDetails> {
    return request(this.settings, at(id));
  }

  create(content: IContent, team: string | null): Promise<ITemplateDetails> {
    return request(this.settings, TEMPLATES, 'POST', {
      ...content,
      team_id: team
    });
  }

  /**
   * @param revision - That the writing began with.
   */
  save(
    id: string,
    content: IContent,
    revision: number
  ): Promise<ITemplateDetails> {
    return request(this.settings, at(id), 'PUT', { ...content, revision });
  }

  change(
    id: string,
    change: { locked?: boolean; archived?: boolean; team_id?: string | null }
  ): Promise<ITemplateDetails> {
    return request(this.settings, at(id), 'PATCH', change);
  }

  duplicate(id: string): Promise<ITemplateDetails> {
    return request(this.settings, `${at(id)}/duplicate`, 'POST');
  }
}

/**
 * The plan of one pad. Every method throws `RequestError`; then nothing was changed.
 */
export class PlanApi {
  /**
   * @param settings - Of the host, with the member's own sign-in.
   */
  constructor(
    readonly settings: ServerConnection.ISettings,
    padId: string
  ) {
    this._path = `${API}/pads/${encodeURIComponent(padId)}/plan`;
  }

  get(): Promise<IPlan> {
    return request(this.settings, this._path);
  }

  /**
   * Go on with a part, or stop the clock.
   *
   * @param from - The part that went on as one saw it; nothing is done where it is another one.
   */
  go(part: string | null, from: string | null): Promise<IPlan> {
    return request(this.settings, this._path, 'POST', { part, from });
  }

  private _path: string;
}

function at(id: string): string {
  return `${TEMPLATES}/${encodeURIComponent(id)}`;
}
