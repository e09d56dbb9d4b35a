import { IThemeManager, ReactWidget } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { useChanged, useTick } from '../../components/hooks';
import { IPadInfo } from '../../services/types';
import { IPadEvents } from '../../tokens';
import { duration } from '../clock';
import { initials } from '../shared/people';
import { IPeople, IPerson } from '../tokens';
import { Countdown } from './deadline';
import { ThemeButton } from './theme';

/**
 * The one line above everything: which pad, who is here, how long already.
 */
export class TopBar extends ReactWidget {
  constructor(private _options: TopBar.IOptions) {
    super();
    this.id = 'interview-top-bar';
    this.addClass('interview-TopBar');
    this.addClass('interview-PadTopBar');
  }

  protected override render(): JSX.Element {
    return <Bar {...this._options} />;
  }
}

export namespace TopBar {
  export interface IOptions {
    events: IPadEvents;
    people: IPeople;
    readOnly: boolean;
    settings: ISettingRegistry | null;
    themes: IThemeManager | null;
    trans: TranslationBundle;
  }
}

function Bar(props: TopBar.IOptions): JSX.Element {
  const { events, people, readOnly, settings, themes, trans } = props;
  useChanged(events.padChanged);
  useChanged(events.statusChanged);
  useChanged(people.changed);
  const { pad } = events;
  const lost = events.status === 'reconnecting';
  return (
    <>
      <h1 className="interview-PadTopBar-title" title={pad?.title}>
        {pad?.title}
      </h1>
      {readOnly && (
        <span className="interview-Pill">
          {trans.__('This interview has ended. Read-only.')}
        </span>
      )}
      {pad?.kind === 'sandbox' && !readOnly && (
        <span className="interview-Pill">{trans.__('Practice')}</span>
      )}
      <span role="status" className="interview-PadTopBar-connection">
        {lost && (
          <span className="interview-Pill interview-mod-warn">
            <span className="interview-Spinner" aria-hidden="true" />
            {trans.__('Reconnecting… your work is kept')}
          </span>
        )}
      </span>
      <span className="interview-PadTopBar-space" />
      {!readOnly && (
        <People people={people} me={pad?.me.id ?? null} trans={trans} />
      )}
      {pad &&
        !readOnly &&
        (pad.deadline ? (
          <Countdown events={events} trans={trans} />
        ) : (
          <Timer pad={pad} events={events} trans={trans} />
        ))}
      {themes && settings && (
        <ThemeButton themes={themes} settings={settings} trans={trans} />
      )}
    </>
  );
}

function People(props: {
  people: IPeople;
  me: string | null;
  trans: TranslationBundle;
}): JSX.Element {
  const { people, me, trans } = props;
  return (
    <ul className="interview-People" aria-label={trans.__('Who is here')}>
      {people.here.map(person => (
        <li key={person.id} className="interview-Person">
          <Avatar person={person} />
          <span className="interview-Person-name">
            {person.id === me ? trans.__('%1 (you)', person.name) : person.name}
          </span>
          <span className="interview-Person-role">
            {roleWord(person, trans)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Avatar({ person }: { person: IPerson }): JSX.Element {
  return (
    <span
      className="interview-Avatar"
      style={{ backgroundColor: person.color }}
      aria-hidden="true"
    >
      {initials(person.name)}
    </span>
  );
}

function roleWord(person: IPerson, trans: TranslationBundle): string {
  switch (person.role) {
    case 'candidate':
      return trans.__('Candidate');
    case 'interviewer':
      return trans.__('Interviewer');
    default:
      return trans.__('Looking on');
  }
}

function Timer(props: {
  pad: IPadInfo;
  events: IPadEvents;
  trans: TranslationBundle;
}): JSX.Element {
  const { pad, events, trans } = props;
  useTick(500);
  if (!pad.started) {
    return (
      <span className="interview-Timer" data-running="false">
        {trans.__('Not started')}
      </span>
    );
  }
  const elapsed = Date.now() + events.clockSkew - Date.parse(pad.started);
  const text = duration(elapsed);
  return (
    <span
      className="interview-Timer"
      data-running="true"
      role="timer"
      // A clock that is read aloud every second helps nobody; who looks for it finds it.
      aria-live="off"
      aria-label={trans.__('Time since the start: %1', text)}
      title={trans.__('Time since the start')}
    >
      {text}
    </span>
  );
}
