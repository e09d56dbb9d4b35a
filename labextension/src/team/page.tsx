import { ReactWidget } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { HTMLSelect, usersIcon } from '@jupyterlab/ui-components';
import { ISignal } from '@lumino/signaling';
import React, { useCallback, useEffect, useState } from 'react';

import { useChanged, useTick } from '../components/hooks';
import { When } from '../components/when';
import { explain } from '../services/explain';
import { IPads } from '../tokens';
import {
  DeleteTeamDialog,
  InviteDialog,
  NameDialog,
  PasswordDialog,
  RemoveDialog,
  ResetDialog,
  SessionFacts,
  SessionsDialog,
  TeamNameDialog,
  TeamPeopleDialog
} from './dialogs';
import { TeamModel } from './model';
import { IInvitation, IPerson, ISession, ITeam, Role, ROLES } from './types';
import { roleLabel } from './words';

const MINUTE = 60_000;

/**
 * The Team page: the people of the organization, their teams, and one's own account.
 */
export class TeamPage extends ReactWidget {
  constructor(private _options: TeamPage.IOptions) {
    super();
    this.id = 'interview-team';
    this.addClass('interview-Home');
    this.addClass('interview-Team');
    this.title.label = _options.trans.__('Team');
    this.title.icon = usersIcon;
    this.title.closable = true;
    this.node.tabIndex = -1;
  }

  protected override render(): JSX.Element {
    return <TeamView {...this._options} />;
  }
}

export namespace TeamPage {
  export interface IOptions {
    readonly model: TeamModel;
    readonly pads: IPads;
    /**
     * Something about the team changed, here or elsewhere.
     */
    readonly stale: ISignal<unknown, void>;
    readonly trans: TranslationBundle;
  }
}

/**
 * What a dialog is open about.
 */
type Asked =
  | { readonly about: 'invite' | 'password' | 'name' | 'new-team' }
  | {
      readonly about: 'remove' | 'reset' | 'sessions';
      readonly person: IPerson;
    }
  | {
      readonly about: 'rename-team' | 'delete-team' | 'team-people';
      readonly team: ITeam;
    };

function TeamView(props: TeamPage.IOptions): JSX.Element {
  const { model, pads, stale, trans } = props;
  useChanged(model.changed);
  useChanged(pads.changed);
  useTick(MINUTE);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [failure, setFailure] = useState('');
  const [said, setSaid] = useState('');
  const me = pads.me;
  const admin = me?.role === 'admin';

  const refresh = useCallback(() => {
    model.refresh(admin).then(
      () => setFailure(''),
      reason => setFailure(explain(reason, trans))
    );
  }, [model, admin, trans]);
  useEffect(() => {
    refresh();
    stale.connect(refresh);
    return () => {
      stale.disconnect(refresh);
    };
  }, [stale, refresh]);

  /**
   * Do something, and say what came of it.
   */
  const attempt = async (work: () => Promise<unknown>, done: string) => {
    setFailure('');
    setSaid('');
    try {
      await work();
      setSaid(done);
    } catch (reason) {
      setFailure(explain(reason, trans));
      return;
    }
    refresh();
  };
  const close = () => {
    setAsked(null);
    refresh();
  };
  const dialog = { api: model.api, trans, onClose: close };
  const { invitations, signing_in } = model.invitations;
  const people = model.people ?? [];
  // What is newest, also while a dialog is open about it.
  const teamNow = (team: ITeam) =>
    model.teams.find(({ id }) => id === team.id) ?? team;

  return (
    <div className="interview-Home-content">
      <div className="interview-Home-header">
        <div>
          <h1>{trans.__('Team')}</h1>
          <p className="interview-Home-summary">
            {model.people === null
              ? trans.__('Loading…')
              : trans._n('%1 person', '%1 people', people.length)}
          </p>
        </div>
        {admin && signing_in !== 'shared' && (
          <button
            type="button"
            className="interview-Button interview-mod-accent interview-mod-large"
            onClick={() => setAsked({ about: 'invite' })}
          >
            {trans.__('Invite')}
          </button>
        )}
      </div>
      <div className="interview-Home-failure" role="alert">
        {failure && <p>{failure}</p>}
      </div>
      <p className="interview-mod-heard" role="status">
        {said}
      </p>

      <section aria-labelledby="interview-team-people">
        <h2 id="interview-team-people">{trans.__('People')}</h2>
        <ul className="interview-Team-list">
          {people.map(person => (
            <Person
              key={person.id}
              person={person}
              own={person.id === me?.id}
              teams={model.teams}
              trans={trans}
              onRole={role =>
                void attempt(
                  () => model.api.change(person.id, { role }),
                  trans.__('%1 is: %2', person.name, roleLabel(role, trans))
                )
              }
              onReset={
                signing_in === 'accounts' && person.id !== me?.id
                  ? () => setAsked({ about: 'reset', person })
                  : null
              }
              onSessions={() => setAsked({ about: 'sessions', person })}
              onRemove={() => setAsked({ about: 'remove', person })}
            />
          ))}
        </ul>
      </section>

      {admin && invitations.length > 0 && (
        <section aria-labelledby="interview-team-invited">
          <h2 id="interview-team-invited">{trans.__('Invited')}</h2>
          <ul className="interview-Team-list">
            {invitations.map(invitation => (
              <Invited
                key={invitation.id}
                invitation={invitation}
                trans={trans}
                onRevoke={() =>
                  void attempt(
                    () => model.api.revoke(invitation.id),
                    trans.__('The invitation is taken back.')
                  )
                }
              />
            ))}
          </ul>
        </section>
      )}

      {(admin || model.teams.length > 0) && (
        <section aria-labelledby="interview-team-teams">
          <div className="interview-Team-head">
            <h2 id="interview-team-teams">{trans.__('Teams')}</h2>
            {admin && (
              <button
                type="button"
                className="interview-Button"
                onClick={() => setAsked({ about: 'new-team' })}
              >
                {trans.__('New team')}
              </button>
            )}
          </div>
          <p className="interview-Team-about">
            {trans.__(
              'What belongs to a team is seen by its people and by admins; everything else by everybody.'
            )}
          </p>
          <ul className="interview-Team-list">
            {model.teams.map(team => (
              <Team
                key={team.id}
                team={team}
                admin={admin}
                trans={trans}
                onAsk={about => setAsked({ about, team })}
              />
            ))}
          </ul>
        </section>
      )}

      <section aria-labelledby="interview-team-me">
        <div className="interview-Team-head">
          <h2 id="interview-team-me">{trans.__('Your account')}</h2>
          <button
            type="button"
            className="interview-Button"
            onClick={() => setAsked({ about: 'name' })}
          >
            {trans.__('Change name')}
          </button>
          <button
            type="button"
            className="interview-Button"
            onClick={() => setAsked({ about: 'password' })}
          >
            {trans.__('Change password')}
          </button>
        </div>
        <p className="interview-Team-about">
          {trans.__('Where you are signed in:')}
        </p>
        <ul className="interview-Team-list">
          {model.sessions.map(session => (
            <Session
              key={session.id}
              session={session}
              trans={trans}
              onSignOut={() =>
                void attempt(
                  () => model.api.signOut(session.id),
                  trans.__('That browser is signed out.')
                )
              }
            />
          ))}
        </ul>
      </section>

      {asked?.about === 'invite' && (
        <InviteDialog {...dialog} how={model.invitations} />
      )}
      {asked?.about === 'remove' && (
        <RemoveDialog {...dialog} person={asked.person} />
      )}
      {asked?.about === 'reset' && (
        <ResetDialog {...dialog} person={asked.person} />
      )}
      {asked?.about === 'sessions' && (
        <SessionsDialog {...dialog} person={asked.person} />
      )}
      {asked?.about === 'new-team' && (
        <TeamNameDialog {...dialog} team={null} />
      )}
      {asked?.about === 'rename-team' && (
        <TeamNameDialog {...dialog} team={asked.team} />
      )}
      {asked?.about === 'delete-team' && (
        <DeleteTeamDialog {...dialog} team={asked.team} teams={model.teams} />
      )}
      {asked?.about === 'team-people' && (
        <TeamPeopleDialog
          {...dialog}
          team={teamNow(asked.team)}
          people={people}
        />
      )}
      {asked?.about === 'password' && (
        <PasswordDialog
          {...dialog}
          onChanged={() => setSaid(trans.__('Your password is changed.'))}
        />
      )}
      {asked?.about === 'name' && me && (
        <NameDialog
          {...dialog}
          id={me.id}
          name={me.name}
          onChanged={() => void pads.refresh()}
        />
      )}
    </div>
  );
}

function Person(props: {
  person: IPerson;
  own: boolean;
  teams: ReadonlyArray<ITeam>;
  trans: TranslationBundle;
  onRole: (role: Role) => void;
  /**
   * Let them choose another password; null where passwords are not kept here.
   */
  onReset: (() => void) | null;
  onSessions: () => void;
  onRemove: () => void;
}): JSX.Element {
  const { person, own, teams, trans, onRole, onReset, onSessions, onRemove } =
    props;
  const { role } = person;
  const theirs = teams
    .filter(team => team.members.some(({ id }) => id === person.id))
    .map(({ name }) => name);
  const about = [
    ...((person.email ?? person.username)
      ? [person.email || person.username]
      : []),
    ...theirs
  ];
  return (
    <li data-person={person.name}>
      <div className="interview-Team-who">
        <strong>
          {person.name}
          {own && (
            <span className="interview-Team-mark">{trans.__('you')}</span>
          )}
        </strong>
        <span className="interview-Team-about">
          {about.join(' · ')}
          {role && (
            <>
              {about.length > 0 && ' · '}
              {trans.__('last here')}{' '}
              <When iso={person.last_seen ?? null} trans={trans} />
            </>
          )}
        </span>
      </div>
      {role && (
        <div className="interview-Team-actions">
          {person.fixed ? (
            <span
              className="interview-Team-fixed"
              title={trans.__('By the server’s configuration')}
            >
              {roleLabel(role, trans)}
            </span>
          ) : (
            <HTMLSelect
              aria-label={trans.__('Role of %1', person.name)}
              value={role}
              onChange={event => onRole(event.currentTarget.value as Role)}
              options={ROLES.map(one => ({
                value: one,
                label: roleLabel(one, trans)
              }))}
            />
          )}
          <button
            type="button"
            className="interview-Button interview-mod-quiet"
            aria-label={trans.__('Sign-ins of %1', person.name)}
            onClick={onSessions}
          >
            {trans.__('Sign-ins')}
          </button>
          {!person.fixed && onReset && (
            <button
              type="button"
              className="interview-Button interview-mod-quiet"
              aria-label={trans.__('New password for %1', person.name)}
              onClick={onReset}
            >
              {trans.__('New password')}
            </button>
          )}
          {!person.fixed && (
            <button
              type="button"
              className="interview-Button interview-mod-quiet interview-mod-danger"
              aria-label={trans.__('Remove %1', person.name)}
              onClick={onRemove}
            >
              {trans.__('Remove')}
            </button>
          )}
        </div>
      )}
    </li>
  );
}

function Invited(props: {
  invitation: IInvitation;
  trans: TranslationBundle;
  onRevoke: () => void;
}): JSX.Element {
  const { invitation, trans, onRevoke } = props;
  const whom =
    invitation.name || invitation.email || trans.__('Whoever has the link');
  return (
    <li>
      <div className="interview-Team-who">
        <strong>{whom}</strong>
        <span className="interview-Team-about">
          {roleLabel(invitation.role, trans)}
          {invitation.email && invitation.email !== whom
            ? ` · ${invitation.email}`
            : ''}{' '}
          · {trans.__('invited by %1', invitation.created_by)}{' '}
          <When iso={invitation.created} trans={trans} />
        </span>
      </div>
      <div className="interview-Team-actions">
        <button
          type="button"
          className="interview-Button interview-mod-quiet interview-mod-danger"
          aria-label={trans.__('Take back the invitation of %1', whom)}
          onClick={onRevoke}
        >
          {trans.__('Take back')}
        </button>
      </div>
    </li>
  );
}

function Team(props: {
  team: ITeam;
  admin: boolean;
  trans: TranslationBundle;
  onAsk: (about: 'rename-team' | 'delete-team' | 'team-people') => void;
}): JSX.Element {
  const { team, admin, trans, onAsk } = props;
  return (
    <li data-team={team.name}>
      <div className="interview-Team-who">
        <strong>{team.name}</strong>
        <span className="interview-Team-about">
          {team.members.length > 0
            ? team.members.map(({ name }) => name).join(', ')
            : trans.__('Nobody yet')}
        </span>
      </div>
      {admin && (
        <div className="interview-Team-actions">
          <button
            type="button"
            className="interview-Button interview-mod-quiet"
            aria-label={trans.__('Who is in %1', team.name)}
            onClick={() => onAsk('team-people')}
          >
            {trans.__('People')}
          </button>
          <button
            type="button"
            className="interview-Button interview-mod-quiet"
            aria-label={trans.__('Rename %1', team.name)}
            onClick={() => onAsk('rename-team')}
          >
            {trans.__('Rename')}
          </button>
          <button
            type="button"
            className="interview-Button interview-mod-quiet interview-mod-danger"
            aria-label={trans.__('Delete the team %1', team.name)}
            onClick={() => onAsk('delete-team')}
          >
            {trans.__('Delete')}
          </button>
        </div>
      )}
    </li>
  );
}

function Session(props: {
  session: ISession;
  trans: TranslationBundle;
  onSignOut: () => void;
}): JSX.Element {
  const { session, trans, onSignOut } = props;
  return (
    <li>
      <SessionFacts session={session} trans={trans} />
      {!session.current && (
        <div className="interview-Team-actions">
          <button
            type="button"
            className="interview-Button interview-mod-quiet interview-mod-danger"
            aria-label={trans.__('Sign out %1', session.browser)}
            onClick={onSignOut}
          >
            {trans.__('Sign out')}
          </button>
        </div>
      )}
    </li>
  );
}
