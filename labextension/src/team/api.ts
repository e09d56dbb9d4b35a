import { ServerConnection } from '@jupyterlab/services';

import { request } from '../services/request';
import {
  IInvitations,
  INewInvitation,
  IPasswordLink,
  IPerson,
  ISession,
  ITeam,
  Role
} from './types';

const API = 'interview/api';

/**
 * The people of the organization. Every method throws `RequestError`.
 */
export class TeamApi {
  constructor(private _settings: ServerConnection.ISettings) {}

  /**
   * Everybody who was not removed, by name.
   */
  async people(): Promise<IPerson[]> {
    const { members } = await this._get<{ members: IPerson[] }>('members');
    return members.filter(({ active }) => active);
  }

  /**
   * Give somebody another role, or name.
   */
  change(id: string, change: { role?: Role; name?: string }): Promise<IPerson> {
    return this._send('PATCH', at('members', id), change);
  }

  /**
   * Take somebody out of the organization, with everything they have open.
   */
  remove(id: string): Promise<void> {
    return this._send('DELETE', at('members', id));
  }

  /**
   * A link by which somebody chooses another password.
   */
  offerReset(id: string): Promise<IPasswordLink> {
    return this._send('POST', `${at('members', id)}/password`);
  }

  /**
   * Who was invited and has not joined, for admins.
   */
  invitations(): Promise<IInvitations> {
    return this._get('team/invitations');
  }

  invite(invitation: {
    role: Role;
    email: string;
    name: string;
  }): Promise<INewInvitation> {
    return this._send('POST', 'team/invitations', invitation);
  }

  revoke(id: string): Promise<void> {
    return this._send('DELETE', at('team/invitations', id));
  }

  /**
   * The browsers that somebody is signed in with; null: that one is signed in with oneself.
   */
  async sessions(member: string | null): Promise<ISession[]> {
    const where = member === null ? 'me' : at('members', member);
    const { sessions } = await this._get<{ sessions: ISession[] }>(
      `${where}/sessions`
    );
    return sessions;
  }

  /**
   * Sign one of one's own browsers out.
   */
  signOut(id: string): Promise<void> {
    return this._send('DELETE', at('me/sessions', id));
  }

  /**
   * Sign all of somebody's browsers out.
   */
  signOutEverywhere(member: string): Promise<void> {
    return this._send('DELETE', `${at('members', member)}/sessions`);
  }

  /**
   * Choose another password; all one's other browsers are signed out.
   */
  changePassword(before: string, after: string): Promise<void> {
    return this._send('POST', 'me/password', { old: before, new: after });
  }

  async teams(): Promise<ITeam[]> {
    return (await this._get<{ teams: ITeam[] }>('teams')).teams;
  }

  addTeam(name: string): Promise<ITeam> {
    return this._send('POST', 'teams', { name });
  }

  renameTeam(id: string, name: string): Promise<ITeam> {
    return this._send('PATCH', at('teams', id), { name });
  }

  /**
   * @param to - Who gets its pads and questions: a team's id, or "organization"; empty where there
   *   should be none.
   */
  deleteTeam(id: string, to: string): Promise<void> {
    const query = to ? `?to=${encodeURIComponent(to)}` : '';
    return this._send('DELETE', at('teams', id) + query);
  }

  /**
   * Put somebody into a team, or take them out of it.
   */
  place(team: string, member: string, inside: boolean): Promise<void> {
    return this._send(
      inside ? 'PUT' : 'DELETE',
      `${at('teams', team)}/${at('members', member)}`
    );
  }

  private _get<T>(path: string): Promise<T> {
    return request<T>(this._settings, `${API}/${path}`);
  }

  private _send<T>(method: string, path: string, body?: unknown): Promise<T> {
    return request<T>(this._settings, `${API}/${path}`, method, body);
  }
}

function at(collection: string, id: string): string {
  return `${collection}/${encodeURIComponent(id)}`;
}
