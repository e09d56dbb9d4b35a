import { Dialog, ReactWidget, showDialog } from '@jupyterlab/apputils';
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { addIcon, ellipsesIcon, searchIcon } from '@jupyterlab/ui-components';
import { ISignal, Signal } from '@lumino/signaling';
import React, { useEffect, useRef, useState } from 'react';

import { useChanged, useTick } from '../components/hooks';
import { MenuButton } from '../components/menubutton';
import { interviewIcon } from '../icons';
import { QuestionApi } from '../questions/api';
import { isTyping, useLanguages } from '../questions/list';
import { IQuestion } from '../questions/types';
import { download } from '../questions/views';
import { explain } from '../services/explain';
import { IPad, PadKind } from '../services/types';
import { IKnocks, IPads } from '../tokens';
import { CloseButton, Created } from './created';
import { DeleteDialog } from './delete';
import { EditDialog } from './edit';
import { ExtendDialog } from './extend';
import { countOf, PadFilterBar, StatusBar, usePadFilters } from './filters';
import { InvitationDialog } from './invitation';
import { LinksDialog } from './links';
import { Made, NewPadDialog } from './newpad';
import { QuotaMeter, useQuota } from './quota';
import { addressOfQuery, MY_PADS, PadSearch, queryOfAddress } from './search';
import { Asked, IRowProps, PadTable } from './table';
import { Today } from './today';

/**
 * How far below what is seen the next part is asked for.
 */
const AHEAD = '600px';

// Milliseconds after which news are looked at, for several come together.
const DELAY = 200;

/**
 * Which pads are looked at.
 */
export type View = 'mine' | 'all' | 'today';

const VIEWS: ReadonlyArray<View> = ['mine', 'all', 'today'];

function isView(value: string): value is View {
  return (VIEWS as ReadonlyArray<string>).includes(value);
}

/**
 * The Pads page: whichever pads one looks for, and what can be done with them.
 */
export class PadsPage extends ReactWidget {
  constructor(
    private _pads: IPads,
    private _knocks: IKnocks | null,
    private _questions: QuestionApi,
    translator: ITranslator
  ) {
    super();
    this._trans = translator.load('interview_ext');
    this._search = new PadSearch(_pads.api);
    this._search.changed.connect(() => this._addressChanged.emit());
    this.id = 'interview-home';
    this.addClass('interview-Home');
    this.title.label = this._trans.__('Pads');
    this.title.icon = interviewIcon;
    this.title.closable = true;
  }

  get view(): View {
    return this._view;
  }

  set view(view: View) {
    if (view !== this._view) {
      this._view = view;
      if (view !== 'today') {
        const me = view === 'mine' ? MY_PADS.interviewer : [];
        this._search.set({ interviewer: me });
      }
      this._viewChanged.emit();
      this._addressChanged.emit();
    }
  }

  get viewChanged(): ISignal<this, void> {
    return this._viewChanged;
  }

  /**
   * What is looked at, as the window's address has it: the view, and after a question mark what
   * the list is narrowed by. Empty for what one sees first.
   */
  get address(): string {
    const { view } = this;
    const query = view === 'today' ? '' : addressOfQuery(this._search.query);
    return query ? `${view}?${query}` : view === 'mine' ? '' : view;
  }

  set address(address: string) {
    const [view, query = ''] = address.split('?');
    if (address === this.address || !isView(view)) {
      return;
    }
    this.view = view;
    const sought = queryOfAddress(query);
    this._search.set(
      view === 'mine' ? { ...sought, interviewer: MY_PADS.interviewer } : sought
    );
  }

  get addressChanged(): ISignal<this, void> {
    return this._addressChanged;
  }

  /**
   * Open the form for a new pad.
   *
   * @param question - What it begins with, if that is chosen already.
   */
  askForNewPad(question: IQuestion | null = null): void {
    this._newPadAsked.emit(question);
  }

  override dispose(): void {
    this._search.dispose();
    super.dispose();
  }

  protected override render(): JSX.Element {
    return (
      <Pads
        page={this}
        search={this._search}
        pads={this._pads}
        knocks={this._knocks}
        questions={this._questions}
        trans={this._trans}
        newPadAsked={this._newPadAsked}
      />
    );
  }

  private _trans: TranslationBundle;
  private _search: PadSearch;
  private _view: View = 'mine';
  private _viewChanged = new Signal<this, void>(this);
  private _addressChanged = new Signal<this, void>(this);
  private _newPadAsked = new Signal<this, IQuestion | null>(this);
}

const NEVER = new Signal<object, void>({});

function Pads(props: {
  page: PadsPage;
  search: PadSearch;
  pads: IPads;
  knocks: IKnocks | null;
  questions: QuestionApi;
  trans: TranslationBundle;
  newPadAsked: ISignal<unknown, IQuestion | null>;
}): JSX.Element {
  const { page, search, pads, knocks, questions, trans, newPadAsked } = props;
  const { api, me } = pads;
  useChanged(pads.changed);
  useChanged(page.viewChanged);
  useChanged(search.changed);
  useChanged(knocks?.changed ?? NEVER);
  useTick(30000);
  const languages = useLanguages(questions);
  const quota = useQuota(pads);
  const known = usePadFilters(api, search.query, search.found);
  const filters = known?.filters ?? null;
  const count = countOf(search, known);
  const [asking, setAsking] = useState<PadKind | null>(null);
  const [question, setQuestion] = useState<IQuestion | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  const [asked, setAsked] = useState<{ pad: IPad; what: Asked } | null>(null);
  const [showsLinks, setShowsLinks] = useState(false);
  const [failure, setFailure] = useState('');
  const [done, setDone] = useState('');
  const root = useRef<HTMLDivElement>(null);

  useEffect(() => {
    void search.refresh();
    let timer: ReturnType<typeof setTimeout>;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void search.refresh(), DELAY);
    };
    pads.padsChanged.connect(later);
    return () => {
      clearTimeout(timer);
      pads.padsChanged.disconnect(later);
    };
  }, [pads, search]);

  useEffect(() => {
    const ask = (_: unknown, question: IQuestion | null) => {
      setQuestion(question);
      setAsking('live');
    };
    newPadAsked.connect(ask);
    return () => {
      newPadAsked.disconnect(ask);
    };
  }, [newPadAsked]);

  // "/" goes to the search from wherever one is on the page.
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (
        event.key === '/' &&
        page.isVisible &&
        !isTyping(event.target) &&
        !document.querySelector('dialog[open]')
      ) {
        event.preventDefault();
        root.current?.querySelector<HTMLElement>('[data-search]')?.focus();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [page]);

  const role = me?.role ?? '';
  const mayMake = role !== '' && role !== 'reviewer';
  const { view } = page;
  const found = search.found;
  const newest = new Set(
    made && 'pads' in made ? made.pads.map(({ id }) => id) : []
  );

  /**
   * Do something that takes a moment and may fail.
   */
  const act = async (action: () => Promise<void>, said = '') => {
    setFailure('');
    setDone('');
    try {
      await action();
      setDone(said);
    } catch (reason) {
      setFailure(explain(reason, trans));
    }
  };
  const focusOnTab = () =>
    root.current
      ?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')
      ?.focus();
  const change = (action: () => Promise<IPad>, said = '') =>
    act(async () => search.put(await action()), said);
  const end = async (pad: IPad) => {
    const isTakeHome = pad.kind === 'take_home';
    const answer = await showDialog({
      title: trans.__('End “%1”?', pad.title),
      body: isTakeHome
        ? trans.__(
            'It is handed in as it is now, and the candidate has no access any more. It is then ready for review.'
          )
        : trans.__(
            'Everybody inside is disconnected and running code stops. The documents are kept, and you can reopen the interview later.'
          ),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.warnButton({
          label: isTakeHome
            ? trans.__('End take-home')
            : trans.__('End interview')
        })
      ],
      defaultButton: 0
    });
    if (answer.button.accept) {
      await change(() => api.end(pad.id));
    }
  };
  const row: IRowProps = {
    role,
    knocks,
    trans,
    onAsk: (pad, what) => setAsked({ pad, what }),
    onFailure: setFailure,
    actions: {
      end: pad => void end(pad),
      finish: pad =>
        void change(
          () => api.finishReview(pad.id),
          trans.__('“%1” is reviewed.', pad.title)
        ),
      reopen: pad => void change(() => api.reopen(pad.id))
    }
  };
  const newPadButton = mayMake ? (
    <button
      type="button"
      className="interview-Button interview-mod-accent interview-mod-large"
      data-action="new-pad"
      onClick={() => {
        setQuestion(null);
        setAsking('live');
      }}
    >
      <addIcon.react tag="span" className="interview-Icon" aria-hidden="true" />
      {trans.__('New pad')}
    </button>
  ) : me ? (
    <button
      type="button"
      className="interview-Button interview-mod-large"
      data-action="new-pad"
      onClick={() => setAsking('sandbox')}
    >
      <addIcon.react tag="span" className="interview-Icon" aria-hidden="true" />
      {trans.__('New practice pad')}
    </button>
  ) : null;
  const changed = (said: string) => (pad: IPad) => {
    setAsked(null);
    setFailure('');
    setDone(said);
    search.put(pad);
  };
  const isBare = found?.length === 0 && !search.narrowed && !search.busy;

  return (
    <div ref={root} className="interview-Home-content">
      <div className="interview-Home-header">
        <h1>{trans.__('Pads')}</h1>
        {quota && <QuotaMeter quota={quota} trans={trans} />}
        <MenuButton
          label={trans.__('More')}
          className="interview-mod-large interview-mod-icon"
          items={[
            {
              id: 'export',
              label: trans.__('Export as CSV'),
              execute: () =>
                void act(async () =>
                  download('pads.csv', await api.exportCsv(search.query))
                )
            },
            ...(mayMake
              ? [
                  {
                    id: 'links',
                    label: trans.__('Public take-home links…'),
                    execute: () => setShowsLinks(true)
                  },
                  {
                    id: 'practice',
                    label: trans.__('New practice pad…'),
                    execute: () => {
                      setQuestion(null);
                      setAsking('sandbox');
                    }
                  }
                ]
              : [])
          ]}
        >
          <ellipsesIcon.react
            tag="span"
            className="interview-Icon"
            aria-hidden="true"
          />
        </MenuButton>
        {newPadButton}
      </div>

      <div
        className="interview-Tabs"
        role="tablist"
        aria-label={trans.__('Pads')}
        onKeyDown={moveBetweenTabs}
      >
        {VIEWS.map(one => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={view === one}
            aria-controls="interview-pads"
            tabIndex={view === one ? 0 : -1}
            onClick={() => {
              page.view = one;
            }}
          >
            {viewLabel(one, trans)}
          </button>
        ))}
      </div>

      <Connection pads={pads} hasList={found !== null} trans={trans} />
      <div className="interview-Home-failure" role="alert">
        {failure && (
          <>
            <p>{failure}</p>
            <CloseButton trans={trans} onClose={() => setFailure('')} />
          </>
        )}
      </div>
      <div className="interview-Home-done" role="status">
        {done && (
          <>
            <p>{done}</p>
            <CloseButton trans={trans} onClose={() => setDone('')} />
          </>
        )}
      </div>

      {made && (
        <Created
          key={'link' in made ? made.link.id : made.pads[0]?.id}
          made={made}
          trans={trans}
          onInvite={pad => setAsked({ pad, what: 'invite' })}
          onCopied={() => {
            setMade(null);
            setFailure('');
            setDone(copiedWords(made, trans));
            focusOnTab();
          }}
          onClose={() => {
            setMade(null);
            focusOnTab();
          }}
        />
      )}

      <div
        id="interview-pads"
        role="tabpanel"
        aria-label={viewLabel(view, trans)}
      >
        {view === 'today' ? (
          <Today {...row} pads={pads}>
            {newPadButton}
          </Today>
        ) : isBare ? (
          <Empty mine={view === 'mine'} trans={trans}>
            {newPadButton}
            {view === 'mine' && (
              <button
                type="button"
                className="interview-Button interview-mod-large"
                onClick={() => {
                  page.view = 'all';
                }}
              >
                {trans.__('Look at all pads')}
              </button>
            )}
          </Empty>
        ) : (
          found !== null && (
            <>
              <div className="interview-Home-tools">
                <StatusBar search={search} filters={filters} trans={trans} />
                <div className="interview-Search">
                  <searchIcon.react
                    tag="span"
                    className="interview-Icon"
                    aria-hidden="true"
                  />
                  <input
                    type="search"
                    className="jp-mod-styled"
                    data-search
                    aria-label={trans.__('Search the pads')}
                    aria-keyshortcuts="/"
                    placeholder={trans.__('Search title or candidate')}
                    value={search.query.words}
                    onChange={event =>
                      search.set({ words: event.target.value })
                    }
                  />
                </div>
              </div>
              <PadFilterBar
                search={search}
                filters={filters}
                languages={languages}
                mine={view === 'mine'}
                trans={trans}
              />
              <p className="interview-Failure" role="alert">
                {search.failure ? explain(search.failure, trans) : ''}
              </p>
              {found.length === 0 ? (
                <p className="interview-Home-nothing" role="status">
                  {search.query.words.trim()
                    ? trans.__('No pad matches “%1”.', search.query.words)
                    : trans.__('No pad is like that.')}
                </p>
              ) : (
                <>
                  <PadTable
                    {...row}
                    search={search}
                    rows={found}
                    count={count}
                    newest={newest}
                  />
                  <End search={search} count={count} trans={trans} />
                </>
              )}
            </>
          )
        )}
      </div>

      {asking && (
        <NewPadDialog
          trans={trans}
          pads={pads}
          questions={questions}
          quota={quota}
          kind={asking}
          question={question}
          onMade={made => {
            setAsking(null);
            setMade(made);
            setDone('');
            // What was just made is to be seen.
            search.widen();
          }}
          onClose={() => setAsking(null)}
        />
      )}
      {asked?.what === 'edit' && (
        <EditDialog
          {...asked}
          pads={pads}
          trans={trans}
          onChanged={changed(trans.__('Saved.'))}
          onClose={() => setAsked(null)}
        />
      )}
      {asked?.what === 'extend' && (
        <ExtendDialog
          {...asked}
          pads={pads}
          trans={trans}
          onChanged={changed(trans.__('“%1” has more time.', asked.pad.title))}
          onClose={() => setAsked(null)}
        />
      )}
      {asked?.what === 'invite' && (
        <InvitationDialog
          {...asked}
          pads={pads}
          trans={trans}
          onSent={to => {
            setAsked(null);
            setDone(trans.__('The invitation is on its way to %1.', to));
          }}
          onClose={() => setAsked(null)}
        />
      )}
      {asked?.what === 'delete' && (
        <DeleteDialog
          {...asked}
          pads={pads}
          quota={quota}
          trans={trans}
          onDeleted={() => {
            setAsked(null);
            if (newest.has(asked.pad.id)) {
              setMade(null);
            }
            setDone(trans.__('“%1” is deleted.', asked.pad.title));
            void search.refresh();
            // The row that the focus would go back to is gone.
            focusOnTab();
          }}
          onClose={() => setAsked(null)}
        />
      )}
      {showsLinks && (
        <LinksDialog
          pads={pads}
          trans={trans}
          onClose={() => setShowsLinks(false)}
        />
      )}
    </div>
  );
}

/**
 * What is said once the links of what was just made are on the clipboard.
 */
function copiedWords(made: Made, trans: TranslationBundle): string {
  if ('pads' in made && made.pads.length !== 1) {
    return trans.__('The links are copied, with names and addresses.');
  }
  const { title } = 'link' in made ? made.link : made.pads[0];
  return trans.__('The link to “%1” is copied.', title);
}

function viewLabel(view: View, trans: TranslationBundle): string {
  switch (view) {
    case 'mine':
      return trans.__('My pads');
    case 'all':
      return trans.__('All pads');
    case 'today':
      return trans.__('Today');
  }
}

/**
 * The arrow keys go between the tabs, and open as they go.
 */
function moveBetweenTabs(event: React.KeyboardEvent<HTMLElement>): void {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step) {
    const tabs = [
      ...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')
    ];
    const at = tabs.indexOf(event.target as HTMLElement);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    event.preventDefault();
    next.focus();
    next.click();
  }
}

/**
 * The end of what is here: coming near it brings the next part.
 *
 * @param props.count - How many there are; null while that is not known.
 */
function End(props: {
  search: PadSearch;
  count: number | null;
  trans: TranslationBundle;
}): JSX.Element {
  const { search, count, trans } = props;
  const end = useRef<HTMLDivElement>(null);
  const here = search.found?.length ?? 0;
  useEffect(() => {
    const observer = new IntersectionObserver(
      entries => {
        if (entries.some(entry => entry.isIntersecting)) {
          void search.more();
        }
      },
      { root: end.current!.closest('.interview-Home'), rootMargin: AHEAD }
    );
    observer.observe(end.current!);
    return () => observer.disconnect();
    // Seen anew after each part, for it may be in sight still.
  }, [search, here]);
  return (
    <div ref={end} className="interview-Pads-end" role="status">
      {count === null
        ? trans.__('The first %1', here)
        : here < count
          ? trans.__('%1 of %2', here, count)
          : trans._n('%1 pad', '%1 pads', count)}
    </div>
  );
}

/**
 * Says so when the list is not known to be true.
 */
function Connection(props: {
  pads: IPads;
  hasList: boolean;
  trans: TranslationBundle;
}): JSX.Element {
  const { pads, trans } = props;
  const { status } = pads;
  let said: JSX.Element | string | null = null;
  if (status === 'loading') {
    said = trans.__('Loading…');
  } else if (status === 'reconnecting') {
    said = props.hasList
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
 * The page before the first pad.
 */
function Empty(props: {
  mine: boolean;
  trans: TranslationBundle;
  children: React.ReactNode;
}): JSX.Element {
  const { mine, trans } = props;
  return (
    <section className="interview-Empty">
      <interviewIcon.react
        tag="span"
        className="interview-Empty-icon"
        aria-hidden="true"
      />
      <h2>
        {mine
          ? trans.__('Your first interview starts here')
          : trans.__('There is no pad yet')}
      </h2>
      <p>
        {trans.__(
          'Make a pad and send its one link to your candidate. They wait at the door until you let them in, and then you work in the same notebook, together.'
        )}
      </p>
      <div className="interview-Empty-buttons">{props.children}</div>
    </section>
  );
}
