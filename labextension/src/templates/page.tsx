import { Dialog, ReactWidget, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { ISignal, Signal } from '@lumino/signaling';
import React, {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState
} from 'react';

import { useChanged } from '../components/hooks';
import { QuestionApi } from '../questions/api';
import { explain } from '../services/explain';
import { RequestError } from '../services/request';
import { IPads } from '../tokens';
import { TemplateApi } from './api';
import { contentOf, TemplateEditor, writtenOf } from './editor';
import { templatesIcon } from './icons';
import { ITemplate, ITemplateDetails } from './types';
import { afterSaving, Unsaved } from './unsaved';

/**
 * What stands in the address where a template is written that there is not yet.
 */
const NEW = 'new';

/**
 * The Templates page: interviews that are prepared once and met by many candidates.
 */
export class TemplatesPage extends ReactWidget {
  constructor(private _options: TemplatesPage.IOptions) {
    super();
    this.id = 'interview-templates';
    this.addClass('interview-Home');
    this.addClass('interview-Templates');
    this.title.label = _options.trans.__('Templates');
    this.title.icon = templatesIcon;
    this.title.closable = true;
    this.node.tabIndex = -1;
  }

  /**
   * The id of the template that is open; empty for the list.
   */
  get opened(): string {
    return this._opened;
  }
  set opened(id: string) {
    if (id !== this._opened) {
      this.left = this._opened;
      this._opened = id;
      this._visit++;
      this._openedChanged.emit();
    }
  }

  /**
   * What is open has another id from now on: a new one was saved.
   */
  rename(id: string): void {
    this._opened = id;
    this._openedChanged.emit();
  }

  /**
   * Counts what was opened one after the other.
   */
  get visit(): number {
    return this._visit;
  }

  /**
   * The id of the template that was open before; empty for the list.
   */
  left = '';

  get openedChanged(): ISignal<this, void> {
    return this._openedChanged;
  }

  protected override render(): JSX.Element {
    return <Templates page={this} {...this._options} />;
  }

  private _opened = '';
  private _visit = 0;
  private _openedChanged = new Signal<this, void>(this);
}

export namespace TemplatesPage {
  export interface IOptions {
    readonly api: TemplateApi;
    readonly questions: QuestionApi;
    readonly pads: IPads;
    readonly unsaved: Unsaved;
    readonly trans: TranslationBundle;
  }
}

type IProps = TemplatesPage.IOptions & { readonly page: TemplatesPage };

function Templates(props: IProps): JSX.Element {
  const { page } = props;
  useChanged(page.openedChanged);
  return page.opened ? (
    <Opened
      key={page.visit}
      {...props}
      id={page.opened === NEW ? null : page.opened}
    />
  ) : (
    <List {...props} />
  );
}

/**
 * One template, or one that there is not yet.
 */
function Opened(props: IProps & { id: string | null }): JSX.Element {
  const { api, id, page, pads, questions, trans, unsaved } = props;
  const key = id ?? NEW;
  useChanged(unsaved.changed);
  const [template, setTemplate] = useState<ITemplateDetails | null>(null);
  const [failure, setFailure] = useState('');
  const [problem, setProblem] = useState('');
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const [theirs, setTheirs] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  // What is asked for while it is being saved is out of date when it comes.
  const saving = useRef(false);
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);
  const refresh = useCallback(async () => {
    if (id === null || saving.current) {
      return;
    }
    try {
      const found = await api.get(id);
      if (!saving.current) {
        setTemplate(now =>
          now && now.revision > found.revision ? now : found
        );
      }
    } catch (reason) {
      setFailure(explain(reason, trans));
    }
  }, [api, id, trans]);
  useEffect(() => {
    const again = () => void refresh();
    again();
    pads.templatesChanged.connect(again);
    return () => {
      pads.templatesChanged.disconnect(again);
    };
  }, [pads, refresh]);
  const isThere = id === null || template !== null;
  const isKnown = isThere || failure !== '';
  useEffect(() => {
    // What had the focus is gone with the list.
    const { activeElement } = document;
    if (isKnown && (!activeElement || activeElement === document.body)) {
      heading.current?.focus();
    }
  }, [isKnown]);
  const kept = unsaved.get(key);
  const before = useMemo(() => writtenOf(template, trans), [template, trans]);
  const back = () => {
    page.opened = '';
  };
  const change = async (what: {
    locked?: boolean;
    archived?: boolean;
  }): Promise<void> => {
    setFailure('');
    try {
      setTemplate(await api.change(id!, what));
    } catch (reason) {
      setFailure(explain(reason, trans));
    }
  };
  const copy = async () => {
    if (kept) {
      setFailure(trans.__('Save first'));
      return;
    }
    setFailure('');
    try {
      page.opened = (await api.duplicate(id!)).id;
    } catch (reason) {
      setFailure(explain(reason, trans));
    }
  };
  /**
   * @param revision - That it takes the place of.
   */
  const save = async (revision: number) => {
    const sent = unsaved.get(key) ?? before;
    const content = contentOf(sent);
    saving.current = true;
    setBusy(true);
    setProblem('');
    setSaid('');
    try {
      const saved = id
        ? await api.save(id, content, revision)
        : await api.create(content, sent.team || null);
      const now = unsaved.get(key);
      unsaved.drop(key);
      if (now && now !== sent) {
        unsaved.keep(saved.id, afterSaving(sent, now, saved));
      }
      if (!gone.current) {
        setTemplate(saved);
        setFailure('');
        setSaid(
          trans.__('The template is saved, as revision %1.', saved.revision)
        );
        if (!id) {
          page.rename(saved.id);
        }
      }
    } catch (reason) {
      if (!(reason instanceof RequestError && reason.reason === 'changed')) {
        setProblem(explain(reason, trans));
      } else {
        // Somebody else was quicker: theirs is shown beside it.
        unsaved.keep(key, unsaved.get(key) ?? sent);
      }
    } finally {
      saving.current = false;
      setBusy(false);
      // What others did meanwhile.
      void refresh();
    }
  };
  /**
   * Whether what is not saved may go.
   */
  const drop = async (body: string): Promise<boolean> => {
    if (unsaved.get(key)) {
      const answer = await showDialog({
        title: trans.__('Throw away what is not saved?'),
        body,
        buttons: [
          Dialog.cancelButton({ label: trans.__('Go on writing') }),
          Dialog.warnButton({ label: trans.__('Throw away') })
        ],
        defaultButton: 0
      });
      if (!answer.button.accept) {
        return false;
      }
      unsaved.drop(key);
    }
    return true;
  };
  const cancel = async () => {
    if (
      await drop(
        trans.__(
          '“All templates” leaves this page and keeps it until you are back.'
        )
      )
    ) {
      back();
    }
  };
  const takeTheirs = async () => {
    if (await drop(trans.__('What your colleague saved stays.'))) {
      setTheirs(false);
      heading.current?.focus();
    }
  };
  const mayMake = pads.me?.role !== 'reviewer';
  const mayEdit = template ? template.may_edit && !template.locked : mayMake;
  const isBehind =
    template !== null && kept !== null && kept.revision !== template.revision;
  const isTheirs = isBehind && theirs;
  return (
    <div className="interview-Home-content">
      <div className="interview-Home-header">
        <div>
          <button
            type="button"
            className="interview-Button interview-mod-quiet"
            onClick={back}
          >
            {trans.__('All templates')}
          </button>
          <h1 ref={heading} tabIndex={-1}>
            {id === null
              ? trans.__('New template')
              : (template?.title ?? trans.__('Template'))}
          </h1>
          {template && (
            <p className="interview-Home-summary">
              {aboutTemplate(template, trans)} ·{' '}
              {trans.__('revision %1', template.revision)}
            </p>
          )}
        </div>
        {template && mayMake && (
          <div className="interview-Team-actions">
            {template.may_edit && (
              <>
                <button
                  type="button"
                  className="interview-Button"
                  aria-disabled={kept !== null && !template.locked}
                  title={
                    kept && !template.locked
                      ? trans.__('Save first')
                      : undefined
                  }
                  onClick={() => {
                    if (kept && !template.locked) {
                      setFailure(trans.__('Save first'));
                    } else {
                      void change({ locked: !template.locked });
                    }
                  }}
                >
                  {template.locked ? trans.__('Unlock') : trans.__('Lock')}
                </button>
                <button
                  type="button"
                  className="interview-Button"
                  onClick={() => void change({ archived: !template.archived })}
                >
                  {template.archived
                    ? trans.__('Bring back')
                    : trans.__('Put away')}
                </button>
              </>
            )}
            <button
              type="button"
              className="interview-Button"
              aria-disabled={kept !== null}
              title={kept ? trans.__('Save first') : undefined}
              onClick={() => void copy()}
            >
              {trans.__('Make a copy')}
            </button>
          </div>
        )}
      </div>
      <div className="interview-Home-failure" role="alert">
        {failure && <p>{failure}</p>}
      </div>
      <p className="interview-mod-heard" role="status">
        {said}
      </p>
      {template?.locked && (
        <p className="interview-Templates-note">
          {trans.__(
            'Locked: pads of it ask what it says and nothing else, so that every candidate meets the same interview. It cannot be edited.'
          )}
          {kept &&
            ' ' +
              trans.__(
                'What you wrote and did not save is kept until it is unlocked.'
              )}
        </p>
      )}
      {isThere && (
        <TemplateEditor
          questions={questions}
          pads={pads}
          isNew={id === null}
          written={mayEdit && !isTheirs && kept ? kept : before}
          mayEdit={mayEdit}
          isReading={isTheirs}
          busy={busy}
          notice={
            isBehind ? (
              <Behind
                revision={template.revision}
                isTheirs={isTheirs}
                onShown={setTheirs}
                onOver={() => void save(template.revision)}
                onTheirs={() => void takeTheirs()}
                trans={trans}
              />
            ) : problem ? (
              <p className="interview-Failure">{problem}</p>
            ) : null
          }
          onWritten={what => unsaved.keep(key, what)}
          onSave={() => void save((kept ?? before).revision)}
          onCancel={() => void cancel()}
          trans={trans}
        />
      )}
    </div>
  );
}

/**
 * That somebody else saved a template while one wrote, and what becomes of the two.
 */
function Behind(props: {
  revision: number;
  isTheirs: boolean;
  /**
   * Called with whether theirs is to be shown.
   */
  onShown: (theirs: boolean) => void;
  onOver: () => void;
  onTheirs: () => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { isTheirs, onOver, onShown, onTheirs, revision, trans } = props;
  return (
    <div className="interview-Templates-behind">
      <p>
        {isTheirs
          ? trans.__(
              'This is what somebody else saved as revision %1. What you wrote is kept.',
              revision
            )
          : trans.__(
              'Somebody else saved this template meanwhile, as revision %1. What you wrote is still here and is not saved.',
              revision
            )}
      </p>
      <button
        type="button"
        className="interview-Button"
        onClick={() => onShown(!isTheirs)}
      >
        {isTheirs ? trans.__('Back to mine') : trans.__('See theirs')}
      </button>
      <button type="button" className="interview-Button" onClick={onTheirs}>
        {trans.__('Take theirs')}
      </button>
      <button type="button" className="interview-Button" onClick={onOver}>
        {trans.__('Save mine over theirs')}
      </button>
    </div>
  );
}

function List(props: IProps): JSX.Element {
  const { api, page, pads, trans, unsaved } = props;
  useChanged(pads.changed);
  useChanged(unsaved.changed);
  const [templates, setTemplates] = useState<ReadonlyArray<ITemplate> | null>(
    null
  );
  const [away, setAway] = useState(false);
  const [failure, setFailure] = useState('');
  const refresh = useCallback(() => {
    let gone = false;
    api.list(away).then(
      found => {
        if (!gone) {
          setTemplates(found);
          setFailure('');
        }
      },
      reason => !gone && setFailure(explain(reason, trans))
    );
    return () => {
      gone = true;
    };
  }, [api, away, trans]);
  useEffect(refresh, [refresh]);
  useEffect(() => {
    const again = () => void refresh();
    pads.templatesChanged.connect(again);
    return () => {
      pads.templatesChanged.disconnect(again);
    };
  }, [pads, refresh]);
  const root = useRef<HTMLDivElement>(null);
  const isThere = templates !== null;
  useEffect(() => {
    const { activeElement } = document;
    // What had the focus is gone with the template that was open.
    if (
      isThere &&
      page.left &&
      (!activeElement || activeElement === document.body)
    ) {
      const opened = `[data-id="${CSS.escape(page.left)}"] button`;
      const shown = root.current?.querySelector<HTMLElement>(opened);
      (shown ?? root.current?.querySelector('h1'))?.focus();
      page.left = '';
    }
  }, [isThere, page]);
  const mayMake = pads.me !== null && pads.me.role !== 'reviewer';
  return (
    <div ref={root} className="interview-Home-content">
      <div className="interview-Home-header">
        <div>
          <h1 tabIndex={-1}>{trans.__('Templates')}</h1>
          <p className="interview-Home-summary">
            {trans.__(
              'Questions, what you look at, and a plan of the time: the same interview for every candidate.'
            )}
          </p>
        </div>
        {mayMake && (
          <button
            type="button"
            className="interview-Button interview-mod-accent interview-mod-large"
            onClick={() => {
              page.opened = NEW;
            }}
          >
            {unsaved.get(NEW)
              ? trans.__('Go on with the new template')
              : trans.__('New template')}
          </button>
        )}
      </div>
      <div className="interview-Home-failure" role="alert">
        {failure && <p>{failure}</p>}
      </div>
      {mayMake && (
        <label className="interview-Check-field">
          <input
            type="checkbox"
            checked={away}
            onChange={event => setAway(event.target.checked)}
          />
          <span>{trans.__('Those that were put away')}</span>
        </label>
      )}
      {templates?.length === 0 && (
        <p className="interview-Templates-none">
          {away
            ? trans.__('None was put away.')
            : trans.__(
                'There is no template yet. Make one for a role that you interview for more than once.'
              )}
        </p>
      )}
      <ul className="interview-Team-list">
        {(templates ?? []).map(template => (
          <li
            key={template.id}
            data-id={template.id}
            data-template={template.title}
          >
            <div className="interview-Team-who">
              <strong>
                <button
                  type="button"
                  className="interview-Link"
                  onClick={() => {
                    page.opened = template.id;
                  }}
                >
                  {template.title}
                </button>
                {template.locked && (
                  <span className="interview-Team-mark">
                    {trans.__('locked')}
                  </span>
                )}
                {unsaved.get(template.id) && (
                  <span className="interview-Team-mark">
                    {trans.__('not saved')}
                  </span>
                )}
              </strong>
              <span className="interview-Team-about">
                {aboutTemplate(template, trans)}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

/**
 * What there is to know about a template, in a line.
 */
function aboutTemplate(template: ITemplate, trans: TranslationBundle): string {
  return [
    trans._n('%1 question', '%1 questions', template.question_count),
    template.minutes
      ? trans._n('%1 minute', '%1 minutes', template.minutes)
      : '',
    template.team?.name ?? trans.__('Whole organization'),
    template.author?.name ?? '',
    template.uses
      ? trans._n('used in %1 pad', 'used in %1 pads', template.uses)
      : ''
  ]
    .filter(Boolean)
    .join(' · ');
}
