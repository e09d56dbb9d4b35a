import { ReactWidget } from '@jupyterlab/apputils';
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { addIcon, closeIcon, searchIcon } from '@jupyterlab/ui-components';
import { ISignal, Signal } from '@lumino/signaling';
import React, { useCallback, useEffect, useRef, useState } from 'react';

import { CopyLinkButton } from '../components/copybutton';
import { useChanged, useTick } from '../components/hooks';
import { interviewIcon } from '../icons';
import { QuestionApi } from '../questions/api';
import { IQuestion } from '../questions/types';
import { IPad } from '../services/types';
import { IKnocks, IPads } from '../tokens';
import { NewPadDialog } from './newpad';
import { arrange, ISort } from './order';
import { addressOf, PadTable, stateLabel } from './table';

/**
 * How many rows are shown before one asks for more.
 */
const ROWS = 100;

/**
 * The Interviews page: every pad, and what can be done with it.
 */
export class InterviewsPage extends ReactWidget {
  constructor(
    private _pads: IPads,
    private _knocks: IKnocks | null,
    private _questions: QuestionApi,
    translator: ITranslator
  ) {
    super();
    this._trans = translator.load('interview_ext');
    this.id = 'interview-home';
    this.addClass('interview-Home');
    this.title.label = this._trans.__('Interviews');
    this.title.icon = interviewIcon;
    this.title.closable = true;
  }

  /**
   * Open the form for a new pad.
   *
   * @param question - What it begins with, if that is chosen already.
   */
  askForNewPad(question: IQuestion | null = null): void {
    this._newPadAsked.emit(question);
  }

  protected override render(): JSX.Element {
    return (
      <Interviews
        pads={this._pads}
        knocks={this._knocks}
        questions={this._questions}
        trans={this._trans}
        newPadAsked={this._newPadAsked}
      />
    );
  }

  private _trans: TranslationBundle;
  private _newPadAsked = new Signal<this, IQuestion | null>(this);
}

const NEVER = new Signal<object, void>({});

function Interviews(props: {
  pads: IPads;
  knocks: IKnocks | null;
  questions: QuestionApi;
  trans: TranslationBundle;
  newPadAsked: ISignal<unknown, IQuestion | null>;
}): JSX.Element {
  const { pads, knocks, trans, newPadAsked } = props;
  useChanged(pads.changed);
  useChanged(knocks?.changed ?? NEVER);
  useTick(30000);
  const offer = useCallback(() => pads.languages(), [pads]);
  const [asking, setAsking] = useState(false);
  const [question, setQuestion] = useState<IQuestion | null>(null);
  const [created, setCreated] = useState<string | null>(null);
  const [failure, setFailure] = useState('');
  const [words, setWords] = useState('');
  const [most, setMost] = useState(ROWS);
  const [sort, setSort] = useState<ISort>({ key: 'created', descending: true });

  useEffect(() => {
    const ask = (_: unknown, question: IQuestion | null) => {
      setQuestion(question);
      setAsking(true);
    };
    newPadAsked.connect(ask);
    return () => {
      newPadAsked.disconnect(ask);
    };
  }, [newPadAsked]);

  const all = pads.pads;
  const fresh = all?.find(pad => pad.id === created);
  const found = arrange(all ?? [], words, sort, state =>
    stateLabel(state, trans)
  );
  const newPadButton = (
    <button
      type="button"
      className="interview-Button interview-mod-accent interview-mod-large"
      data-action="new-pad"
      onClick={() => {
        setQuestion(null);
        setAsking(true);
      }}
    >
      <addIcon.react tag="span" className="interview-Icon" aria-hidden="true" />
      {trans.__('New pad')}
    </button>
  );

  return (
    <div className="interview-Home-content">
      <div className="interview-Home-header">
        <div>
          <h1>{trans.__('Interviews')}</h1>
          <Summary pads={all ?? []} trans={trans} />
        </div>
        {all !== null && all.length > 0 && (
          <>
            <div className="interview-Search">
              <searchIcon.react
                tag="span"
                className="interview-Icon"
                aria-hidden="true"
              />
              <input
                type="search"
                className="jp-mod-styled"
                aria-label={trans.__('Search the interviews')}
                placeholder={trans.__('Search')}
                value={words}
                onChange={event => setWords(event.target.value)}
              />
            </div>
            {newPadButton}
          </>
        )}
      </div>

      <Connection pads={pads} trans={trans} />

      <div className="interview-Home-failure" role="alert">
        {failure && (
          <>
            <p>{failure}</p>
            <CloseButton trans={trans} onClose={() => setFailure('')} />
          </>
        )}
      </div>

      {fresh && (
        <Created
          key={fresh.id}
          pad={fresh}
          trans={trans}
          onClose={() => setCreated(null)}
        />
      )}

      {all !== null &&
        (all.length === 0 ? (
          <Empty trans={trans}>{newPadButton}</Empty>
        ) : found.length === 0 ? (
          <p className="interview-Home-nothing" role="status">
            {trans.__('No interview matches “%1”.', words)}
          </p>
        ) : (
          <>
            <PadTable
              rows={found.slice(0, most)}
              sort={sort}
              onSort={setSort}
              newest={created}
              pads={pads}
              knocks={knocks}
              trans={trans}
              onFailure={setFailure}
            />
            {found.length > most && (
              <button
                type="button"
                className="interview-Button interview-Home-more"
                onClick={() => setMost(most + ROWS)}
              >
                {trans.__('Show more (%1 of %2)', most, found.length)}
              </button>
            )}
          </>
        ))}

      {asking && (
        <NewPadDialog
          trans={trans}
          languages={offer}
          questions={props.questions}
          question={question}
          create={pad => pads.create(pad)}
          onCreated={pad => {
            setAsking(false);
            setWords('');
            setCreated(pad.id);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

/**
 * The page's news in one line.
 */
function Summary(props: {
  pads: ReadonlyArray<IPad>;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { pads, trans } = props;
  const running = pads.filter(pad => pad.state === 'in_progress').length;
  const knocking = pads.reduce(
    (sum, pad) => sum + (pad.state === 'ended' ? 0 : pad.knocking),
    0
  );
  const said = [
    running > 0 && trans._n('%1 in progress', '%1 in progress', running),
    knocking > 0 &&
      trans._n('%1 person is waiting', '%1 people are waiting', knocking)
  ].filter(Boolean);
  return said.length > 0 ? (
    <p className="interview-Home-summary">{said.join(' · ')}</p>
  ) : null;
}

/**
 * Says so when the list is not known to be true.
 */
function Connection(props: {
  pads: IPads;
  trans: TranslationBundle;
}): JSX.Element {
  const { pads, trans } = props;
  const { status } = pads;
  let said: JSX.Element | string | null = null;
  if (status === 'loading') {
    said = trans.__('Loading…');
  } else if (status === 'reconnecting') {
    said = pads.pads
      ? trans.__('Reconnecting… What you see may be out of date.')
      : trans.__('The server cannot be reached just now. Trying again…');
  } else if (status === 'signed-out') {
    said = (
      <>
        {trans.__('You are signed out.')}{' '}
        <a
          href={URLExt.join(
            PageConfig.getBaseUrl(),
            `login?next=${encodeURIComponent(location.pathname)}`
          )}
        >
          {trans.__('Sign in')}
        </a>
      </>
    );
  }
  return (
    <div
      className="interview-Connection"
      role="status"
      data-status={status}
      hidden={said === null}
    >
      {said}
    </div>
  );
}

/**
 * What to do with the pad that was just made.
 */
function Created(props: {
  pad: IPad;
  trans: TranslationBundle;
  onClose: () => void;
}): JSX.Element {
  const { pad, trans, onClose } = props;
  const address = addressOf(pad);
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    section.current
      ?.querySelector<HTMLElement>('[data-action="copy"]')
      ?.focus();
  }, []);
  return (
    <section
      ref={section}
      className="interview-Created"
      aria-labelledby="interview-created"
    >
      <div>
        <h2 id="interview-created">{trans.__('“%1” is ready', pad.title)}</h2>
        <p>
          {pad.candidate_name
            ? trans.__(
                'Send this link to %1. You will be asked before anyone comes in.',
                pad.candidate_name
              )
            : trans.__(
                'Send this link to your candidate. You will be asked before anyone comes in.'
              )}
        </p>
        <code className="interview-Created-link">{address}</code>
      </div>
      <CopyLinkButton
        url={address}
        what={pad.title}
        trans={trans}
        className="interview-mod-accent"
      />
      <a
        className="interview-Button"
        href={address}
        target="_blank"
        rel="noopener"
      >
        {trans.__('Open')}
      </a>
      <CloseButton trans={trans} onClose={onClose} />
    </section>
  );
}

function CloseButton(props: {
  trans: TranslationBundle;
  onClose: () => void;
}): JSX.Element {
  return (
    <button
      type="button"
      className="interview-Close"
      aria-label={props.trans.__('Dismiss')}
      onClick={props.onClose}
    >
      <closeIcon.react tag="span" className="interview-Icon" />
    </button>
  );
}

/**
 * The page before the first interview.
 */
function Empty(props: {
  trans: TranslationBundle;
  children: JSX.Element;
}): JSX.Element {
  const { trans } = props;
  return (
    <section className="interview-Empty">
      <interviewIcon.react
        tag="span"
        className="interview-Empty-icon"
        aria-hidden="true"
      />
      <h2>{trans.__('Your first interview starts here')}</h2>
      <p>
        {trans.__(
          'Make a pad and send its one link to your candidate. They wait at the door until you let them in, and then you work in the same notebook, together.'
        )}
      </p>
      {props.children}
    </section>
  );
}
