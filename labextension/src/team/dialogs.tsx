import { TranslationBundle } from '@jupyterlab/translation';
import { HTMLSelect } from '@jupyterlab/ui-components';
import React, { useEffect, useId, useRef, useState } from 'react';

import { CopyLinkButton } from '../components/copybutton';
import { FormDialog } from '../components/formdialog';
import { Modal } from '../components/modal';
import { When } from '../components/when';
import { explain } from '../services/explain';
import { RequestError } from '../services/request';
import { TeamApi } from './api';
import {
  IInvitations,
  INewInvitation,
  IPasswordLink,
  IPerson,
  ISession,
  ITeam,
  Role,
  ROLES
} from './types';
import { roleHint, roleLabel } from './words';

/**
 * What the dialogs of the Team page share.
 */
interface IDialogProps {
  readonly api: TeamApi;
  readonly trans: TranslationBundle;
  readonly onClose: () => void;
}

/**
 * One line to type in, with its name above it and what to know about it below.
 */
function Field(
  props: {
    label: string;
    hint?: string;
  } & React.InputHTMLAttributes<HTMLInputElement>
): JSX.Element {
  const { label, hint, ...rest } = props;
  const id = useId();
  return (
    <div className="interview-Field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="jp-mod-styled"
        aria-describedby={hint ? `${id}-hint` : undefined}
        {...rest}
      />
      {hint && (
        <p id={`${id}-hint`} className="interview-Field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}

/**
 * Invite somebody; then shows the link, which cannot be seen again.
 */
export function InviteDialog(
  props: IDialogProps & { how: IInvitations }
): JSX.Element {
  const { api, trans, onClose, how } = props;
  const [role, setRole] = useState<Role>('interviewer');
  const [made, setMade] = useState<INewInvitation | null>(null);
  const elsewhere = how.signing_in === 'elsewhere';
  const id = useId();
  if (made) {
    return <InvitedDialog invitation={made} {...props} />;
  }
  return (
    <FormDialog
      title={trans.__('Invite a colleague')}
      action={trans.__('Make the invitation')}
      send={async data => {
        setMade(
          await api.invite({
            role,
            email: String(data.get('email') ?? '').trim(),
            name: String(data.get('name') ?? '').trim()
          })
        );
      }}
      onClose={onClose}
      trans={trans}
    >
      <Field
        label={
          elsewhere ? trans.__('Their user name') : trans.__('E-mail address')
        }
        hint={
          elsewhere
            ? trans.__('As the system knows it that people sign in with.')
            : how.mail
              ? trans.__('The invitation is mailed there.')
              : trans.__(
                  'Optional: then the invitation is for this address alone. This server sends no mail; you get a link to send.'
                )
        }
        name="email"
        type={elsewhere ? 'text' : 'email'}
        required={elsewhere}
        maxLength={120}
        autoComplete="off"
        autoFocus
      />
      {!elsewhere && (
        <Field
          label={trans.__('Name')}
          hint={trans.__('Optional: they can change it when they join.')}
          name="name"
          maxLength={80}
          autoComplete="off"
        />
      )}
      <div className="interview-Field">
        <label htmlFor={id}>{trans.__('Role')}</label>
        <HTMLSelect
          id={id}
          value={role}
          aria-describedby={`${id}-hint`}
          onChange={event => setRole(event.currentTarget.value as Role)}
          options={ROLES.map(one => ({
            value: one,
            label: roleLabel(one, trans)
          }))}
        />
        <p id={`${id}-hint`} className="interview-Field-hint" role="status">
          {roleHint(role, trans)}
        </p>
      </div>
    </FormDialog>
  );
}

function InvitedDialog(
  props: IDialogProps & { how: IInvitations; invitation: INewInvitation }
): JSX.Element {
  const { invitation, how, trans, onClose } = props;
  const elsewhere = how.signing_in === 'elsewhere';
  return (
    <LinkDialog
      title={trans.__('The invitation is ready')}
      url={invitation.url}
      what={trans.__('the invitation')}
      hint={
        elsewhere
          ? ''
          : trans.__(
              'It works once, and for a few days. Whoever has it can join, and it is not shown again.'
            )
      }
      trans={trans}
      onClose={onClose}
    >
      {elsewhere
        ? trans.__(
            'Tell %1 to open this address and sign in as usual.',
            invitation.email
          )
        : invitation.mailed
          ? trans.__(
              'It is being mailed to %1. You can send them the link yourself, too.',
              invitation.email
            )
          : trans.__('Send this link to the one whom you invite.')}
    </LinkDialog>
  );
}

/**
 * Let somebody who forgot their password choose another one; then shows the link.
 */
export function ResetDialog(
  props: IDialogProps & { person: IPerson }
): JSX.Element {
  const { api, person, trans, onClose } = props;
  const [made, setMade] = useState<IPasswordLink | null>(null);
  if (made) {
    return (
      <LinkDialog
        title={trans.__('The link for %1 is ready', person.name)}
        url={made.url}
        what={trans.__('the link for a new password')}
        hint={trans.__(
          'It works once, and for a day. Whoever has it can sign in as %1, and it is not shown again.',
          person.name
        )}
        trans={trans}
        onClose={onClose}
      >
        {trans.__(
          'Send this link to %1, and to nobody else. Their password stays as it is until they use it.',
          person.name
        )}
      </LinkDialog>
    );
  }
  return (
    <FormDialog
      title={trans.__('New password for %1?', person.name)}
      action={trans.__('Make the link')}
      send={async () => setMade(await api.offerReset(person.id))}
      onClose={onClose}
      trans={trans}
    >
      <p>
        {trans.__(
          'You get a link by which %1 chooses a new password. When they use it, they are signed out everywhere else.',
          person.name
        )}
      </p>
    </FormDialog>
  );
}

/**
 * A link that is shown once, to be sent to somebody.
 */
function LinkDialog(props: {
  title: string;
  url: string;
  what: string;
  hint: string;
  trans: TranslationBundle;
  onClose: () => void;
  children: string;
}): JSX.Element {
  const { title, url, what, hint, trans, onClose } = props;
  const link = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => {
    link.current?.focus();
    link.current?.select();
  }, []);
  return (
    <Modal title={title} onClose={onClose}>
      <p>{props.children}</p>
      <div className="interview-Field">
        <label htmlFor={id}>{trans.__('Link')}</label>
        <div className="interview-Team-link">
          <input
            ref={link}
            id={id}
            className="jp-mod-styled"
            readOnly
            value={url}
          />
          <CopyLinkButton url={url} what={what} trans={trans} />
        </div>
        {hint && <p className="interview-Field-hint">{hint}</p>}
      </div>
      <div className="interview-Dialog-buttons">
        <button
          type="button"
          className="interview-Button interview-mod-accent"
          onClick={onClose}
        >
          {trans.__('Done')}
        </button>
      </div>
    </Modal>
  );
}

/**
 * Take somebody out of the organization, after saying what that means.
 */
export function RemoveDialog(
  props: IDialogProps & { person: IPerson }
): JSX.Element {
  const { api, trans, onClose, person } = props;
  return (
    <FormDialog
      title={trans.__('Remove %1?', person.name)}
      action={trans.__('Remove')}
      send={async () => {
        await api.remove(person.id);
        onClose();
      }}
      onClose={onClose}
      trans={trans}
    >
      <p>
        {trans.__(
          '%1 is signed out at once, also of interviews that go on. The pads and questions they made stay, under their name. They can be invited again.',
          person.name
        )}
      </p>
    </FormDialog>
  );
}

/**
 * The browsers that somebody else is signed in with.
 */
export function SessionsDialog(
  props: IDialogProps & { person: IPerson }
): JSX.Element {
  const { api, trans, onClose, person } = props;
  const [sessions, setSessions] = useState<ReadonlyArray<ISession> | null>(
    null
  );
  const [failure, setFailure] = useState('');
  useEffect(() => {
    api
      .sessions(person.id)
      .then(setSessions, reason => setFailure(explain(reason, trans)));
  }, [api, person.id, trans]);
  const signOut = async () => {
    try {
      await api.signOutEverywhere(person.id);
      onClose();
    } catch (reason) {
      setFailure(explain(reason, trans));
    }
  };
  return (
    <Modal title={trans.__('Sign-ins of %1', person.name)} onClose={onClose}>
      {sessions && sessions.length === 0 && (
        <p>{trans.__('%1 is signed in nowhere.', person.name)}</p>
      )}
      {sessions && sessions.length > 0 && (
        <ul className="interview-Team-list">
          {sessions.map(session => (
            <li key={session.id}>
              <SessionFacts session={session} trans={trans} />
            </li>
          ))}
        </ul>
      )}
      <p className="interview-Failure" role="alert">
        {failure}
      </p>
      <div className="interview-Dialog-buttons">
        <button type="button" className="interview-Button" onClick={onClose}>
          {trans.__('Close')}
        </button>
        {sessions && sessions.length > 0 && (
          <button
            type="button"
            className="interview-Button interview-mod-danger"
            onClick={() => void signOut()}
          >
            {trans.__('Sign out everywhere')}
          </button>
        )}
      </div>
    </Modal>
  );
}

/**
 * What is known of a browser that somebody is signed in with.
 */
export function SessionFacts(props: {
  session: ISession;
  trans: TranslationBundle;
}): JSX.Element {
  const { session, trans } = props;
  return (
    <div className="interview-Team-who">
      <strong>
        {session.browser}
        {session.current && (
          <span className="interview-Team-mark">
            {trans.__('this browser')}
          </span>
        )}
      </strong>
      <span className="interview-Team-about">
        {session.address} · {trans.__('last used')}{' '}
        <When iso={session.last_seen} trans={trans} />
      </span>
    </div>
  );
}

/**
 * Make a team, or give one another name.
 */
export function TeamNameDialog(
  props: IDialogProps & { team: ITeam | null }
): JSX.Element {
  const { api, trans, onClose, team } = props;
  return (
    <FormDialog
      title={team ? trans.__('Rename %1', team.name) : trans.__('New team')}
      action={team ? trans.__('Rename') : trans.__('Make the team')}
      send={async data => {
        const name = String(data.get('name') ?? '');
        await (team ? api.renameTeam(team.id, name) : api.addTeam(name));
        onClose();
      }}
      onClose={onClose}
      trans={trans}
    >
      <Field
        label={trans.__('Name')}
        name="name"
        required
        maxLength={60}
        pattern=".*\S.*"
        defaultValue={team?.name}
        autoComplete="off"
        autoFocus
      />
    </FormDialog>
  );
}

/**
 * Take a team away; where it has pads or questions, ask first who gets them.
 */
export function DeleteTeamDialog(
  props: IDialogProps & { team: ITeam; teams: ReadonlyArray<ITeam> }
): JSX.Element {
  const { api, trans, onClose, team, teams } = props;
  const [left, setLeft] = useState('');
  const id = useId();
  return (
    <FormDialog
      title={trans.__('Delete the team %1?', team.name)}
      action={trans.__('Delete the team')}
      send={async data => {
        try {
          await api.deleteTeam(team.id, String(data.get('to') ?? ''));
          onClose();
        } catch (reason) {
          if (reason instanceof RequestError && reason.reason === 'not_empty') {
            setLeft(reason.message);
          } else {
            throw reason;
          }
        }
      }}
      onClose={onClose}
      trans={trans}
    >
      <p>{trans.__('Its people stay in the organization.')}</p>
      {left && (
        <div className="interview-Field">
          <p role="alert">{left}</p>
          <label htmlFor={id}>{trans.__('Give them to')}</label>
          <HTMLSelect
            id={id}
            name="to"
            options={[
              ...teams
                .filter(one => one.id !== team.id)
                .map(one => ({ value: one.id, label: one.name })),
              {
                value: 'organization',
                label: trans.__('The whole organization')
              }
            ]}
          />
        </div>
      )}
    </FormDialog>
  );
}

/**
 * Who is in a team.
 */
export function TeamPeopleDialog(
  props: IDialogProps & { team: ITeam; people: ReadonlyArray<IPerson> }
): JSX.Element {
  const { api, trans, onClose, team, people } = props;
  const [failure, setFailure] = useState('');
  const inside = new Set(team.members.map(({ id }) => id));
  const place = async (person: IPerson) => {
    setFailure('');
    try {
      await api.place(team.id, person.id, !inside.has(person.id));
    } catch (reason) {
      setFailure(explain(reason, trans));
    }
  };
  return (
    <Modal title={trans.__('Who is in %1', team.name)} onClose={onClose}>
      <fieldset className="interview-Field interview-Team-choose">
        <legend className="interview-mod-heard">{trans.__('People')}</legend>
        {people.map((person, index) => (
          <label key={person.id}>
            <input
              type="checkbox"
              checked={inside.has(person.id)}
              autoFocus={index === 0}
              onChange={() => void place(person)}
            />
            {person.name}
          </label>
        ))}
      </fieldset>
      <p className="interview-Failure" role="alert">
        {failure}
      </p>
      <div className="interview-Dialog-buttons">
        <button
          type="button"
          className="interview-Button interview-mod-accent"
          onClick={onClose}
        >
          {trans.__('Done')}
        </button>
      </div>
    </Modal>
  );
}

/**
 * One's own password.
 */
export function PasswordDialog(
  props: IDialogProps & { onChanged: () => void }
): JSX.Element {
  const { api, trans, onClose, onChanged } = props;
  return (
    <FormDialog
      title={trans.__('Change your password')}
      action={trans.__('Change the password')}
      send={async data => {
        const after = String(data.get('new') ?? '');
        if (after !== String(data.get('again') ?? '')) {
          throw new RequestError(
            trans.__('The two new passwords differ. Please type them again.'),
            'again',
            0
          );
        }
        await api.changePassword(String(data.get('old') ?? ''), after);
        onChanged();
        onClose();
      }}
      onClose={onClose}
      trans={trans}
    >
      <Field
        label={trans.__('Password until now')}
        hint={trans.__('If you sign in with the server’s token, type that.')}
        name="old"
        type="password"
        required
        autoComplete="current-password"
        autoFocus
      />
      <Field
        label={trans.__('New password')}
        hint={trans.__(
          'At least 10 characters. A few words in a row are easy to remember.'
        )}
        name="new"
        type="password"
        required
        minLength={10}
        maxLength={256}
        autoComplete="new-password"
      />
      <Field
        label={trans.__('The same again')}
        name="again"
        type="password"
        required
        autoComplete="new-password"
      />
      <p className="interview-Field-hint">
        {trans.__('All your other browsers are signed out.')}
      </p>
    </FormDialog>
  );
}

/**
 * One's own name.
 */
export function NameDialog(
  props: IDialogProps & { id: string; name: string; onChanged: () => void }
): JSX.Element {
  const { api, trans, onClose, id, name, onChanged } = props;
  return (
    <FormDialog
      title={trans.__('Change your name')}
      action={trans.__('Change the name')}
      send={async data => {
        await api.change(id, { name: String(data.get('name') ?? '') });
        onChanged();
        onClose();
      }}
      onClose={onClose}
      trans={trans}
    >
      <Field
        label={trans.__('Your name')}
        hint={trans.__('As colleagues and candidates see it.')}
        name="name"
        required
        maxLength={80}
        pattern=".*\S.*"
        defaultValue={name}
        autoComplete="name"
        autoFocus
      />
    </FormDialog>
  );
}
