import { Dialog, ReactWidget, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { ISignal, Signal } from '@lumino/signaling';
import React, { useCallback, useEffect, useState } from 'react';

import { useChanged } from '../components/hooks';
import { QuestionApi } from '../questions/api';
import { explain } from '../services/explain';
import { IPads } from '../tokens';
import { TemplateApi } from './api';
import { TemplateEditor } from './editor';
import { templatesIcon } from './icons';
import { ITemplate, ITemplateDetails } from './types';
import { Unsaved } from './unsaved';

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
      this._opened = id;
      this._openedChanged.emit();
    }
  }

  get openedChanged(): ISignal<this, void> {
    return this._openedChanged;
  }

  protected override render(): JSX.Element {
    return <Templates page={this} {...this._options} />;
  }

  private _opened = '';
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
  if (page.opened === NEW) {
    return <Opened key={NEW} {...props} id={null} />;
  }
  if (page.opened) {
    return <Opened key={page.opened} {...props} id={page.opened} />;
  }
  return <List {...props} />;
}

/**
 * One template, or one that there is not yet.
 */
function Opened(props: IProps & { id: string | null }): JSX.Element {
  const { api, id, page, pads, questions, trans, unsaved } = props;
  const key = id ?? NEW;
  useChanged(unsaved.changed);
  const isUnsaved = unsaved.get(key) !== null;
  const [template, setTemplate] = useState<ITemplateDetails | null>(null);
  const [failure, setFailure] = useState('');
  const [said, setSaid] = useState('');
  useEffect(() => {
    let gone = false;
    if (id !== null) {
      api.get(id).then(
        found => !gone && setTemplate(found),
        reason => !gone && setFailure(explain(reason, trans))
      );
    }
    return () => {
      gone = true;
    };
  }, [api, id, trans]);
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
    if (isUnsaved) {
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
  const cancel = async () => {
    if (isUnsaved) {
      const answer = await showDialog({
        title: trans.__('Throw away what is not saved?'),
        body: trans.__(
          '“All templates” leaves this page and keeps it until you are back.'
        ),
        buttons: [
          Dialog.cancelButton({ label: trans.__('Go on writing') }),
          Dialog.warnButton({ label: trans.__('Throw away') })
        ],
        defaultButton: 0
      });
      if (!answer.button.accept) {
        return;
      }
      unsaved.drop(key);
    }
    back();
  };
  const mayMake = pads.me?.role !== 'reviewer';
  const mayEdit = template ? template.may_edit && !template.locked : mayMake;
  return (
    <div className="interview-Home-content">
      <header className="interview-Home-header">
        <div>
          <button
            type="button"
            className="interview-Button interview-mod-quiet"
            onClick={back}
          >
            {trans.__('All templates')}
          </button>
          <h1>
            {id === null ? trans.__('New template') : (template?.title ?? '')}
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
                  aria-disabled={isUnsaved}
                  title={isUnsaved ? trans.__('Save first') : undefined}
                  onClick={() => {
                    if (isUnsaved) {
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
              aria-disabled={isUnsaved}
              title={isUnsaved ? trans.__('Save first') : undefined}
              onClick={() => void copy()}
            >
              {trans.__('Make a copy')}
            </button>
          </div>
        )}
      </header>
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
        </p>
      )}
      {(id === null || template) && (
        <TemplateEditor
          key={template ? `${template.revision} ${template.locked}` : NEW}
          api={api}
          questions={questions}
          pads={pads}
          template={template}
          unsaved={mayEdit ? unsaved.get(key) : null}
          mayEdit={mayEdit}
          onEdited={what => unsaved.keep(key, what)}
          onSaved={saved => {
            unsaved.drop(key);
            setFailure('');
            setSaid(trans.__('The template is saved.'));
            setTemplate(saved);
            page.opened = saved.id;
          }}
          onCancel={() => void cancel()}
          trans={trans}
        />
      )}
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
  const mayMake = pads.me !== null && pads.me.role !== 'reviewer';
  return (
    <div className="interview-Home-content">
      <header className="interview-Home-header">
        <div>
          <h1>{trans.__('Templates')}</h1>
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
      </header>
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
          <li key={template.id} data-template={template.title}>
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
