import { Dialog, ReactWidget, showDialog } from '@jupyterlab/apputils';
import {
  addIcon,
  closeIcon,
  copyIcon,
  downloadIcon,
  editIcon,
  ellipsesIcon,
  fileUploadIcon,
  linkIcon,
  undoIcon,
  usersIcon
} from '@jupyterlab/ui-components';
import { ISignal, Signal } from '@lumino/signaling';
import React, { useCallback, useEffect, useRef, useState } from 'react';

import { useChanged } from '../components/hooks';
import { IMenuItem, MenuButton } from '../components/menubutton';
import { Modal } from '../components/modal';
import { When } from '../components/when';
import { explain } from '../services/explain';
import { IPad } from '../services/types';
import { IPads } from '../tokens';
import { problemsOf } from './api';
import { AttachDialog } from './attach';
import { GiveDialog } from './give';
import { questionsIcon } from './icons';
import { Facts, goToSearch, QuestionList, useLanguages } from './list';
import { NewQuestionDialog } from './newquestion';
import { QuestionPreview } from './preview';
import { Problems } from './problems';
import { EVERYTHING, QuestionSearch } from './search';
import { IProblem, IQuestion, IQuestionDetails, Tab } from './types';
import { download, IQuestionServices } from './views';
import { stateLabel, tabLabel } from './words';

const TABS: ReadonlyArray<Tab> = [
  'mine',
  'organization',
  'examples',
  'favourites',
  'drafts'
];

/**
 * The Questions page: the bank, and what can be done with what is in it.
 */
export class QuestionsPage extends ReactWidget {
  constructor(private _options: QuestionsPage.IOptions) {
    super();
    this.id = 'interview-questions';
    this.addClass('interview-Questions');
    const { trans } = _options.services;
    this.title.label = trans.__('Questions');
    this.title.icon = questionsIcon;
    this.title.closable = true;
    // For Escape to work from where one comes back to.
    this.node.tabIndex = -1;
    this._search = new QuestionSearch(_options.services.api, { tab: 'mine' });
  }

  /**
   * Which question is shown beside the list; null: none.
   */
  get opened(): string | null {
    return this._opened;
  }

  set opened(id: string | null) {
    if (id !== this._opened) {
      this._opened = id;
      this._openedChanged.emit();
    }
  }

  get openedChanged(): ISignal<this, void> {
    return this._openedChanged;
  }

  /**
   * Open the form for a new question.
   */
  askForNew(): void {
    this._newAsked.emit();
  }

  /**
   * Show what may have been changed elsewhere.
   */
  refresh(): void {
    if (this._search.questions !== null) {
      void this._search.refresh();
      this._refreshed.emit();
    }
  }

  override dispose(): void {
    this._search.dispose();
    super.dispose();
  }

  protected override render(): JSX.Element {
    return (
      <Questions
        {...this._options}
        page={this}
        search={this._search}
        newAsked={this._newAsked}
        refreshed={this._refreshed}
      />
    );
  }

  private _search: QuestionSearch;
  private _opened: string | null = null;
  private _openedChanged = new Signal<this, void>(this);
  private _newAsked = new Signal<this, void>(this);
  private _refreshed = new Signal<this, void>(this);
}

export namespace QuestionsPage {
  export interface IOptions {
    readonly services: IQuestionServices;
    readonly pads: IPads;
    readonly addressOf: (id: string) => string;
    readonly onEdit: (id: string) => void;
    readonly onNewPad: (question: IQuestion) => void;
  }
}

/**
 * A failure in words, with what is wrong in which file where the server said so.
 */
interface IFailure {
  readonly message: string;
  readonly problems: ReadonlyArray<IProblem>;
}

function Questions(
  props: QuestionsPage.IOptions & {
    page: QuestionsPage;
    search: QuestionSearch;
    newAsked: ISignal<unknown, void>;
    refreshed: ISignal<unknown, void>;
  }
): JSX.Element {
  const { services, pads, page, search, newAsked, refreshed, onEdit } = props;
  const { api, trans } = services;
  useChanged(page.openedChanged);
  useChanged(search.changed);
  const [asking, setAsking] = useState(false);
  const [attaching, setAttaching] = useState<IQuestion | null>(null);
  const [giving, setGiving] = useState<IQuestion | null>(null);
  const [attached, setAttached] = useState<IPad | null>(null);
  const [checked, setChecked] = useState<ReadonlyMap<string, IQuestion>>(
    new Map()
  );
  const [failure, setFailure] = useState<IFailure | null>(null);
  const [doing, setDoing] = useState('');
  const [done, setDone] = useState('');
  const root = useRef<HTMLDivElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const details = useDetails(page.opened, services, refreshed);

  useEffect(() => {
    const ask = () => setAsking(true);
    newAsked.connect(ask);
    return () => {
      newAsked.disconnect(ask);
    };
  }, [newAsked]);

  // Who has nothing yet begins with the examples.
  const first = useRef(true);
  useEffect(() => {
    if (search.questions !== null && first.current) {
      first.current = false;
      if (
        search.total === 0 &&
        search.query.tab === 'mine' &&
        !search.narrowed
      ) {
        search.set({ tab: 'examples' });
      }
    }
  }, [search, search.questions]);

  /**
   * Do something that takes a moment and may fail.
   */
  const act = async (words: string, action: () => Promise<string | void>) => {
    setFailure(null);
    setDone('');
    setDoing(words);
    try {
      setDone((await action()) ?? '');
    } catch (reason) {
      setFailure({
        message: explain(reason, trans),
        problems: problemsOf(reason)
      });
    } finally {
      setDoing('');
    }
  };
  const duplicate = (question: IQuestion) =>
    act(trans.__('Duplicating…'), async () => {
      const copy = await api.duplicate(question.id);
      void search.refresh();
      onEdit(copy.id);
    });
  const exportThem = (questions: ReadonlyArray<IQuestion>) =>
    act(trans.__('Exporting…'), async () => {
      const archive = await api.export(questions.map(({ id }) => id));
      download(
        questions.length === 1 ? `${questions[0].slug}.zip` : 'questions.zip',
        archive
      );
      setChecked(new Map());
    });
  const importThem = (archive: File) =>
    act(trans.__('Importing %1…', archive.name), async () => {
      const { imported, there } = await api.import(archive);
      search.set({ ...EVERYTHING, tab: 'mine', sort: 'newest' });
      const said = [
        imported.length > 0 &&
          trans._n(
            'Imported one question.',
            'Imported %1 questions.',
            imported.length
          ),
        there.length > 0 &&
          trans._n(
            'One question was here already.',
            '%1 questions were here already.',
            there.length
          ),
        there.some(({ state }) => state === 'archived') &&
          trans.__('You find them under Archived.')
      ];
      return said.filter(Boolean).join(' ');
    });
  const archive = async (question: IQuestion) => {
    const answer = await showDialog({
      title: trans.__('Archive “%1”?', question.title),
      body: trans.__(
        'Nobody finds it any more when they choose a question. Pads that use it keep it, and you can restore it at any time.'
      ),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.okButton({ label: trans.__('Archive') })
      ]
    });
    if (answer.button.accept) {
      await act(trans.__('Archiving…'), async () => {
        await api.archive(question.id);
        page.opened = null;
        await search.refresh();
        return trans.__('“%1” is archived.', question.title);
      });
    }
  };
  const restore = (question: IQuestion) =>
    act(trans.__('Restoring…'), async () => {
      await api.restore(question.id);
      page.refresh();
      return trans.__('“%1” is restored.', question.title);
    });

  const close = () => {
    const id = page.opened;
    page.opened = null;
    root.current
      ?.querySelector<HTMLElement>(
        `[data-question="${id}"] [data-action="title"]`
      )
      ?.focus();
  };

  const { tab, archived } = search.query;
  return (
    <div
      ref={root}
      className="interview-Questions-content"
      data-open={page.opened !== null || undefined}
      onKeyDown={event => {
        goToSearch(event);
        if (event.key === 'Escape' && page.opened !== null) {
          event.stopPropagation();
          close();
        }
      }}
    >
      <div className="interview-Questions-bank">
        <div className="interview-Questions-header">
          <h1>{trans.__('Questions')}</h1>
          <input
            ref={picker}
            type="file"
            accept=".zip,application/zip"
            hidden
            aria-label={trans.__('Archive of questions')}
            onChange={event => {
              const [file] = event.target.files ?? [];
              event.target.value = '';
              if (file) {
                void importThem(file);
              }
            }}
          />
          <button
            type="button"
            className="interview-Button interview-mod-large"
            onClick={() => picker.current?.click()}
          >
            <fileUploadIcon.react
              tag="span"
              className="interview-Icon"
              aria-hidden="true"
            />
            {trans.__('Import')}
          </button>
          <button
            type="button"
            className="interview-Button interview-mod-accent interview-mod-large"
            onClick={() => setAsking(true)}
          >
            <addIcon.react
              tag="span"
              className="interview-Icon"
              aria-hidden="true"
            />
            {trans.__('New question')}
          </button>
        </div>
        <div
          className="interview-Tabs"
          role="tablist"
          aria-label={trans.__('Questions')}
          onKeyDown={moveBetweenTabs}
        >
          {TABS.map(one => (
            <button
              key={one}
              type="button"
              role="tab"
              aria-selected={tab === one}
              aria-controls="interview-questions-list"
              tabIndex={tab === one ? 0 : -1}
              onClick={() => {
                setDone('');
                search.set({ tab: one, archived: false });
              }}
            >
              {tabLabel(one, trans)}
            </button>
          ))}
        </div>
        <Notice
          doing={doing}
          done={done}
          failure={failure}
          services={services}
          onClose={() => {
            setFailure(null);
            setDone('');
          }}
        />
        {attached && (
          <div className="interview-Questions-notice" role="status">
            <p>
              {trans.__('Attached to “%1”.', attached.title)}{' '}
              <a href={attached.url} target="_blank" rel="noopener">
                {trans.__('Open the pad')}
              </a>
            </p>
            <Close
              label={trans.__('Dismiss')}
              onClose={() => setAttached(null)}
            />
          </div>
        )}
        <div
          id="interview-questions-list"
          role="tabpanel"
          aria-label={tab ? tabLabel(tab, trans) : undefined}
        >
          <QuestionList
            api={api}
            search={search}
            trans={trans}
            opened={page.opened}
            addressOf={question => props.addressOf(question.id)}
            onOpen={question => {
              page.opened = question.id;
            }}
            checked={new Set(checked.keys())}
            onCheck={(question, isChecked) => {
              const next = new Map(checked);
              if (isChecked) {
                next.set(question.id, question);
              } else {
                next.delete(question.id);
              }
              setChecked(next);
            }}
          >
            {tab === 'mine' && (
              <label className="interview-Questions-archived">
                <input
                  type="checkbox"
                  checked={archived}
                  onChange={event =>
                    search.set({ archived: event.target.checked })
                  }
                />
                {trans.__('Archived')}
              </label>
            )}
          </QuestionList>
        </div>
        {checked.size > 0 && (
          <div
            className="interview-Questions-chosen"
            role="region"
            aria-label={trans.__('Chosen questions')}
          >
            <span role="status">
              {trans._n(
                '%1 question chosen',
                '%1 questions chosen',
                checked.size
              )}
            </span>
            <button
              type="button"
              className="interview-Button interview-mod-accent"
              onClick={() => void exportThem([...checked.values()])}
            >
              <downloadIcon.react
                tag="span"
                className="interview-Icon"
                aria-hidden="true"
              />
              {trans.__('Export')}
            </button>
            <button
              type="button"
              className="interview-Button interview-mod-quiet"
              onClick={() => setChecked(new Map())}
            >
              {trans.__('Choose none')}
            </button>
          </div>
        )}
      </div>
      {page.opened !== null && (
        <Opened
          key={page.opened}
          details={details}
          services={services}
          onClose={close}
          onEdit={onEdit}
          onNewPad={props.onNewPad}
          onAttach={setAttaching}
          more={question => [
            {
              id: 'duplicate',
              label: trans.__('Duplicate'),
              icon: copyIcon,
              execute: () => void duplicate(question)
            },
            {
              id: 'export',
              label: trans.__('Export'),
              icon: downloadIcon,
              execute: () => void exportThem([question])
            },
            // Only those who may bring it back see what is archived.
            ...(question.state === 'archived'
              ? [
                  null,
                  {
                    id: 'restore',
                    label: trans.__('Restore'),
                    icon: undoIcon,
                    execute: () => void restore(question)
                  }
                ]
              : question.may_edit
                ? [
                    {
                      id: 'give',
                      label: trans.__('Who sees it…'),
                      icon: usersIcon,
                      execute: () => setGiving(question)
                    },
                    null,
                    {
                      id: 'archive',
                      label: trans.__('Archive'),
                      icon: closeIcon,
                      execute: () => void archive(question)
                    }
                  ]
                : [])
          ]}
          onDuplicate={question => void duplicate(question)}
        />
      )}
      {asking && (
        <NewQuestionDialog
          api={api}
          trans={trans}
          onCreated={question => {
            setAsking(false);
            void search.refresh();
            onEdit(question.id);
          }}
          onClose={() => setAsking(false)}
        />
      )}
      {attaching && (
        <AttachDialog
          question={attaching}
          pads={pads}
          services={services}
          onAttached={pad => {
            setAttaching(null);
            setAttached(pad);
          }}
          onClose={() => setAttaching(null)}
        />
      )}
      {giving && (
        <GiveDialog
          question={giving}
          api={api}
          pads={pads}
          trans={trans}
          onGiven={question => {
            setGiving(null);
            setFailure(null);
            setDone(
              question.team
                ? trans.__(
                    '“%1” belongs to %2 now.',
                    question.title,
                    question.team.name
                  )
                : trans.__(
                    '“%1” belongs to the whole organization now.',
                    question.title
                  )
            );
            page.refresh();
          }}
          onClose={() => setGiving(null)}
        />
      )}
    </div>
  );
}

/**
 * What is being done, was done, or went wrong.
 */
function Notice(props: {
  doing: string;
  done: string;
  failure: IFailure | null;
  services: IQuestionServices;
  onClose: () => void;
}): JSX.Element {
  const { doing, done, failure, onClose } = props;
  const { trans } = props.services;
  return (
    <>
      <div role="status">
        {(doing || done) && (
          <div className="interview-Questions-notice">
            <p>{doing || done}</p>
            {doing ? (
              <progress aria-label={doing} />
            ) : (
              <Close label={trans.__('Dismiss')} onClose={onClose} />
            )}
          </div>
        )}
      </div>
      {failure &&
        (failure.problems.length > 0 ? (
          <Modal title={trans.__('Nothing was imported')} onClose={onClose}>
            <p>{failure.message}</p>
            <Problems problems={failure.problems} trans={trans} />
            <div className="interview-Dialog-buttons">
              <button
                type="button"
                className="interview-Button"
                onClick={onClose}
                data-first
              >
                {trans.__('Close')}
              </button>
            </div>
          </Modal>
        ) : (
          <div className="interview-Home-failure" role="alert">
            <p>{failure.message}</p>
            <Close label={trans.__('Dismiss')} onClose={onClose} />
          </div>
        ))}
    </>
  );
}

function Close(props: { label: string; onClose: () => void }): JSX.Element {
  return (
    <button
      type="button"
      className="interview-Close"
      aria-label={props.label}
      onClick={props.onClose}
    >
      <closeIcon.react tag="span" className="interview-Icon" />
    </button>
  );
}

type Details = IQuestionDetails | { readonly failure: string } | null;

/**
 * All about a question; what was there stays until the next is known.
 */
function useDetails(
  id: string | null,
  services: IQuestionServices,
  refreshed: ISignal<unknown, void>
): Details {
  const { api, trans } = services;
  const [details, setDetails] = useState<Details>(null);
  const turn = useRef(0);
  const load = useCallback(() => {
    const mine = ++turn.current;
    if (id === null) {
      setDetails(null);
      return;
    }
    api.get(id).then(
      found => mine === turn.current && setDetails(found),
      reason =>
        mine === turn.current && setDetails({ failure: explain(reason, trans) })
    );
  }, [api, id, trans]);
  useEffect(load, [load]);
  useEffect(() => {
    refreshed.connect(load);
    return () => {
      refreshed.disconnect(load);
    };
  }, [refreshed, load]);
  return details;
}

/**
 * The question beside the list.
 */
function Opened(props: {
  details: Details;
  services: IQuestionServices;
  onClose: () => void;
  onEdit: (id: string) => void;
  onNewPad: (question: IQuestion) => void;
  onAttach: (question: IQuestion) => void;
  onDuplicate: (question: IQuestion) => void;
  more: (question: IQuestion) => ReadonlyArray<IMenuItem | null>;
}): JSX.Element {
  const { details, services, onClose, more } = props;
  const { api, trans } = services;
  const languages = useLanguages(api);
  if (details === null || 'failure' in details) {
    return (
      <article className="interview-Opened" aria-busy={details === null}>
        <div className="interview-Opened-bar">
          <Close label={trans.__('Close')} onClose={onClose} />
        </div>
        <p className="interview-QuestionList-nothing" role="status">
          {details?.failure ?? trans.__('Loading…')}
        </p>
      </article>
    );
  }
  const question = details;
  const state = stateLabel(question, trans);
  const usable = question.revision > 0 && question.state !== 'archived';
  return (
    <article
      className="interview-Opened"
      aria-labelledby="interview-opened-title"
    >
      <div className="interview-Opened-header">
        <div className="interview-Opened-bar">
          {usable && (
            <button
              type="button"
              className="interview-Button interview-mod-accent"
              onClick={() => props.onNewPad(question)}
            >
              <addIcon.react
                tag="span"
                className="interview-Icon"
                aria-hidden="true"
              />
              {trans.__('New pad')}
            </button>
          )}
          {usable && (
            <button
              type="button"
              className="interview-Button"
              onClick={() => props.onAttach(question)}
            >
              <linkIcon.react
                tag="span"
                className="interview-Icon"
                aria-hidden="true"
              />
              {trans.__('Attach to pad')}
            </button>
          )}
          {question.may_edit ? (
            <button
              type="button"
              className="interview-Button"
              onClick={() => props.onEdit(question.id)}
            >
              <editIcon.react
                tag="span"
                className="interview-Icon"
                aria-hidden="true"
              />
              {trans.__('Edit')}
            </button>
          ) : (
            <button
              type="button"
              className="interview-Button"
              onClick={() => props.onDuplicate(question)}
            >
              <copyIcon.react
                tag="span"
                className="interview-Icon"
                aria-hidden="true"
              />
              {trans.__('Duplicate and edit')}
            </button>
          )}
          <MenuButton
            label={trans.__('More')}
            className="interview-mod-quiet"
            items={more(question)}
          >
            <ellipsesIcon.react
              tag="span"
              className="interview-Icon"
              aria-hidden="true"
            />
          </MenuButton>
          <span className="interview-Opened-space" />
          <Close label={trans.__('Close')} onClose={onClose} />
        </div>
        <h2 id="interview-opened-title">
          {question.title}
          {state && (
            <span
              className="interview-Question-state"
              data-state={question.state}
            >
              {state}
            </span>
          )}
        </h2>
        <Facts question={question} languages={languages} trans={trans} />
        <p className="interview-Opened-about">
          {question.origin === 'example'
            ? trans.__('An example that comes with this server')
            : question.author
              ? trans.__('By %1', question.author.name)
              : ''}
          {question.team && ` · ${trans.__('Team: %1', question.team.name)}`}
          {' · '}
          {trans.__('changed')} <When iso={question.changed} trans={trans} />
          {question.uses > 0 && (
            <>
              {' · '}
              {trans._n('used once', 'used %1 times', question.uses)}
            </>
          )}
        </p>
        {question.labels.length > 0 && (
          <p className="interview-Question-labels">
            {question.labels.map(label => (
              <span key={label} className="interview-Label">
                {label}
              </span>
            ))}
          </p>
        )}
      </div>
      <QuestionPreview services={services} question={question} />
    </article>
  );
}

function moveBetweenTabs(event: React.KeyboardEvent<HTMLElement>): void {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const tabs = [
    ...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')
  ];
  const at = tabs.indexOf(event.target as HTMLElement);
  if (!step || at < 0) {
    return;
  }
  event.preventDefault();
  const next = tabs[(at + step + tabs.length) % tabs.length];
  next.focus();
  next.click();
}
