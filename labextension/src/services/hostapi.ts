import { ServerConnection } from '@jupyterlab/services';

import { EventSocket, socketUrl } from './eventsocket';
import { IPart } from './pagedsearch';
import { request, send } from './request';
import {
  AdmissionAction,
  HostEvent,
  IAdmission,
  ILanguage,
  IMember,
  INamed,
  INewPad,
  INewPads,
  INewTakeHomeLink,
  IPad,
  IPadChange,
  IPadFilters,
  IPadQuery,
  IQuota,
  ITakeHomeLink
} from './types';

const API = 'interview/api';

/**
 * The control plane, for a signed-in member. Every method throws `RequestError`; then nothing
 * was changed.
 */
export class HostApi {
  constructor(
    readonly settings: ServerConnection.ISettings = ServerConnection.makeSettings()
  ) {}

  /**
   * Who is signed in.
   */
  me(): Promise<IMember> {
    return request(this.settings, `${API}/me`);
  }

  /**
   * The languages that a pad can be made with, by their names.
   */
  async languages(): Promise<ILanguage[]> {
    const { languages } = await request<{ languages: ILanguage[] }>(
      this.settings,
      `${API}/languages`
    );
    return languages;
  }

  /**
   * Everybody who may be assigned to a pad.
   */
  async members(): Promise<ReadonlyArray<INamed>> {
    const { members } = await request<{
      members: ReadonlyArray<INamed & { active?: boolean }>;
    }>(this.settings, `${API}/members`);
    return members.filter(({ active }) => active !== false);
  }

  /**
   * The teams that a member may give something to: their own, or all for an admin.
   */
  async teamsOf(member: IMember): Promise<ReadonlyArray<INamed>> {
    const { teams } = await request<{
      teams: ReadonlyArray<INamed & { members: ReadonlyArray<INamed> }>;
    }>(this.settings, `${API}/teams`);
    return teams.filter(
      ({ members }) =>
        member.role === 'admin' || members.some(({ id }) => id === member.id)
    );
  }

  /**
   * A part of the pads that the member may see.
   *
   * @param query - What to look for; what is left out narrows nothing.
   * @param cursor - Where the part begins; empty for the beginning.
   * @param limit - How many at most.
   */
  async pads(
    query: Partial<IPadQuery> & { knocking?: boolean },
    cursor = '',
    limit = 50
  ): Promise<IPart<IPad>> {
    const parameters = padParameters(query);
    parameters.set('limit', String(limit));
    if (cursor) {
      parameters.set('cursor', cursor);
    }
    const { pads, ...part } = await request<{
      pads: IPad[];
      next: string | null;
      total: number | null;
    }>(this.settings, `${API}/pads?${parameters}`);
    return { items: pads, ...part };
  }

  pad(id: string): Promise<IPad> {
    return request(this.settings, at(id));
  }

  /**
   * What is on today, and what is in progress.
   *
   * @param zone - Where it is today: an IANA name.
   * @param mine - Whether only what the member is assigned to or has made.
   */
  async today(zone: string, mine: boolean): Promise<ReadonlyArray<IPad>> {
    const parameters = new URLSearchParams({ zone });
    if (mine) {
      parameters.set('interviewer', 'me');
    }
    const { pads } = await request<{ pads: IPad[] }>(
      this.settings,
      `${API}/pads/today?${parameters}`
    );
    return pads;
  }

  /**
   * What the pads that a query finds can be filtered by.
   */
  filters(query: Partial<IPadQuery>): Promise<IPadFilters> {
    const parameters = padParameters(query);
    parameters.delete('sort');
    parameters.delete('descending');
    return request(this.settings, `${API}/pads/filters?${parameters}`);
  }

  /**
   * All pads that a query finds, as a table for a spreadsheet.
   */
  async exportCsv(query: Partial<IPadQuery>): Promise<Blob> {
    const answer = await send(
      this.settings,
      `${API}/pads/export.csv?${padParameters(query)}`,
      {}
    );
    return answer.blob();
  }

  quota(): Promise<IQuota> {
    return request(this.settings, `${API}/quota`);
  }

  create(pad: INewPad): Promise<IPad> {
    return request(this.settings, `${API}/pads`, 'POST', pad);
  }

  /**
   * Make all of several pads, or none.
   */
  async createSeveral(pads: INewPads): Promise<ReadonlyArray<IPad>> {
    const made = await request<{ pads: IPad[] }>(
      this.settings,
      `${API}/pads/bulk`,
      'POST',
      pads
    );
    return made.pads;
  }

  change(id: string, change: IPadChange): Promise<IPad> {
    return request(this.settings, at(id), 'PATCH', change);
  }

  /**
   * End the interview for everybody inside; of a take-home: hand it in.
   */
  end(id: string): Promise<IPad> {
    return request(this.settings, `${at(id)}/end`, 'POST');
  }

  /**
   * Return a pad that is over to being in progress.
   */
  reopen(id: string): Promise<IPad> {
    return request(this.settings, `${at(id)}/reopen`, 'POST');
  }

  finishReview(id: string): Promise<IPad> {
    return request(this.settings, `${at(id)}/review`, 'POST');
  }

  /**
   * Give a take-home more time.
   */
  extend(id: string, minutes: number): Promise<IPad> {
    return request(this.settings, `${at(id)}/extend`, 'POST', { minutes });
  }

  /**
   * Erase a pad and all that belongs to it, for good.
   */
  async remove(id: string): Promise<void> {
    await request(this.settings, at(id), 'DELETE');
  }

  /**
   * The pad's appointment, for calendars.
   */
  async appointment(id: string): Promise<Blob> {
    const answer = await send(this.settings, `${at(id)}/invitation.ics`, {});
    return answer.blob();
  }

  /**
   * Mail the pad's address and appointment.
   *
   * @param to - Addresses; without them the candidate's and the interviewers'.
   */
  async invite(id: string, to: string[], message: string): Promise<void> {
    await request(this.settings, `${at(id)}/invite`, 'POST', { to, message });
  }

  /**
   * Whether the server can send mail.
   */
  async canMail(): Promise<boolean> {
    const { configured } = await request<{ configured: boolean }>(
      this.settings,
      `${API}/mail`
    );
    return configured;
  }

  async takeHomeLinks(): Promise<ReadonlyArray<ITakeHomeLink>> {
    const { links } = await request<{ links: ITakeHomeLink[] }>(
      this.settings,
      `${API}/take-home-links`
    );
    return links;
  }

  createTakeHomeLink(link: INewTakeHomeLink): Promise<ITakeHomeLink> {
    return request(this.settings, `${API}/take-home-links`, 'POST', link);
  }

  changeTakeHomeLink(
    id: string,
    change: { closed?: boolean; due?: string | null; most?: number }
  ): Promise<ITakeHomeLink> {
    return request(this.settings, linkAt(id), 'PATCH', change);
  }

  async removeTakeHomeLink(id: string): Promise<void> {
    await request(this.settings, linkAt(id), 'DELETE');
  }

  /**
   * Who knocked at a pad, whatever was decided.
   */
  async admissions(id: string): Promise<IAdmission[]> {
    const { admissions } = await request<{ admissions: IAdmission[] }>(
      this.settings,
      `${at(id)}/admissions`
    );
    return admissions;
  }

  decide(
    id: string,
    admission: string,
    action: AdmissionAction
  ): Promise<IAdmission> {
    return request(
      this.settings,
      `${at(id)}/admissions/${encodeURIComponent(admission)}`,
      'PATCH',
      { action }
    );
  }

  /**
   * Listen to what happens to the pads. The caller disposes of the socket.
   */
  events(): EventSocket<HostEvent> {
    return new EventSocket(() => socketUrl(this.settings, `${API}/events`));
  }
}

/**
 * What a query asks for, as the address has it.
 */
export function padParameters(
  query: Partial<IPadQuery> & { knocking?: boolean }
): URLSearchParams {
  const parameters = new URLSearchParams();
  const add = (key: string, ...values: ReadonlyArray<string>) =>
    values.filter(Boolean).forEach(value => parameters.append(key, value));
  add('q', (query.words ?? '').trim());
  add('status', ...(query.status ?? []));
  add('kind', ...(query.kind ?? []));
  add('interviewer', ...(query.interviewer ?? []));
  add('question', ...(query.question ?? []));
  add('language', ...(query.language ?? []));
  add('team', ...(query.team ?? []));
  if (query.from || query.to) {
    add('date', query.date ?? 'created');
    add('from', query.from ?? '');
    add('to', query.to ?? '');
  }
  add('knocking', query.knocking ? 'true' : '');
  if (query.sort) {
    add('sort', query.sort);
    add('descending', String(query.descending ?? false));
  }
  return parameters;
}

function at(id: string): string {
  return `${API}/pads/${encodeURIComponent(id)}`;
}

function linkAt(id: string): string {
  return `${API}/take-home-links/${encodeURIComponent(id)}`;
}
