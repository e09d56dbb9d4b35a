import { ISignal, Signal } from '@lumino/signaling';

import { TeamApi } from './api';
import { IInvitations, IPerson, ISession, ITeam } from './types';

const NOBODY: IInvitations = {
  invitations: [],
  signing_in: 'accounts',
  mail: false
};

/**
 * What the Team page shows. It is asked for anew whenever something changed.
 */
export class TeamModel {
  constructor(readonly api: TeamApi) {}

  /**
   * Everybody, by name; null until they are known.
   */
  get people(): ReadonlyArray<IPerson> | null {
    return this._people;
  }

  get teams(): ReadonlyArray<ITeam> {
    return this._teams;
  }

  /**
   * Who was invited, for admins; nobody for others.
   */
  get invitations(): IInvitations {
    return this._invitations;
  }

  /**
   * The browsers that one is signed in with oneself.
   */
  get sessions(): ReadonlyArray<ISession> {
    return this._sessions;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * Ask for everything anew.
   *
   * @param admin - Whether one may see more than names.
   * @throws RequestError; then all stays as it was.
   */
  async refresh(admin: boolean): Promise<void> {
    const asked = ++this._asked;
    const [people, teams, sessions, invitations] = await Promise.all([
      this.api.people(),
      this.api.teams(),
      this.api.sessions(null),
      admin ? this.api.invitations() : NOBODY
    ]);
    // A later question has the newer answer.
    if (asked === this._asked) {
      this._people = people;
      this._teams = teams;
      this._sessions = sessions;
      this._invitations = invitations;
      this._changed.emit();
    }
  }

  private _asked = 0;
  private _people: ReadonlyArray<IPerson> | null = null;
  private _teams: ReadonlyArray<ITeam> = [];
  private _sessions: ReadonlyArray<ISession> = [];
  private _invitations: IInvitations = NOBODY;
  private _changed = new Signal<this, void>(this);
}
