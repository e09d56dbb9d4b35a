import { ReactWidget } from '@jupyterlab/apputils';
import {
  caretLeftIcon,
  folderIcon,
  settingsIcon
} from '@jupyterlab/ui-components';
import React, { useEffect, useState } from 'react';

import { useChanged } from '../../components/hooks';
import { Placed } from '../../components/hosted';
import { explain } from '../../services/explain';
import { previewIcon, questionsIcon } from '../icons';
import { useLanguages } from '../list';
import { Steps } from '../preview';
import { Problems } from '../problems';
import { split } from '../text';
import { IProblem } from '../types';
import { download, IQuestionServices, nameOf } from '../views';
import { stateLabel } from '../words';
import { Check } from './check';
import { FileList } from './filelist';
import { EditorModel, MAIN } from './model';
import { OpenFile } from './openfile';
import { SettingsDialog } from './settings';

// Milliseconds without a key after which the text is rendered.
const PAUSE = 200;

// Pixels of a window in which files, text and preview stand side by side.
const WIDE = 1000;

/**
 * The editor of a question.
 */
export class QuestionEditor extends ReactWidget {
  constructor(
    id: string,
    private _options: QuestionEditor.IOptions
  ) {
    super();
    const { trans } = _options.services;
    this.id = `interview-question-${id}`;
    this.addClass('interview-QuestionEditor');
    this.title.label = trans.__('Question');
    this.title.icon = questionsIcon;
    this.title.closable = true;
    this.node.tabIndex = -1;
    this.model = new EditorModel(id, _options.services);
    this.model.changed.connect(() => {
      this.title.label = this.model.details?.title ?? trans.__('Question');
    });
    window.addEventListener('beforeunload', this._onBeforeUnload);
  }

  readonly model: EditorModel;

  override dispose(): void {
    if (!this.isDisposed) {
      window.removeEventListener('beforeunload', this._onBeforeUnload);
      super.dispose();
      this.model.dispose();
    }
  }

  protected override render(): JSX.Element {
    return <Editor {...this._options} model={this.model} />;
  }

  private _onBeforeUnload = (event: BeforeUnloadEvent) => {
    if (this.model.open.some(({ saved }) => saved.status !== 'saved')) {
      event.preventDefault();
    }
  };
}

export namespace QuestionEditor {
  export interface IOptions {
    readonly services: IQuestionServices;
    /**
     * Somebody is done; all is saved.
     */
    readonly onBack: () => void;
  }
}

function Editor(
  props: QuestionEditor.IOptions & { model: EditorModel }
): JSX.Element {
  const { model, services, onBack } = props;
  const { api, trans } = services;
  useChanged(model.changed);
  const languages = useLanguages(api);
  const [failure, setFailure] = useState('');
  const [busy, setBusy] = useState(false);
  const [settling, setSettling] = useState(false);
  const [showFiles, setShowFiles] = useState(window.innerWidth >= WIDE);
  const [showPreview, setShowPreview] = useState(window.innerWidth >= WIDE);

  useEffect(() => {
    model
      .refresh()
      .then(() => model.show(MAIN))
      .catch(reason => setFailure(explain(reason, trans)));
  }, [model, trans]);

  const act = async (action: () => Promise<void>) => {
    setFailure('');
    setBusy(true);
    try {
      await action();
    } catch (reason) {
      setFailure(explain(reason, trans));
    } finally {
      setBusy(false);
    }
  };
  const publish = () =>
    act(async () => {
      const unsaved = await model.flush();
      if (unsaved.length === 0) {
        await model.publish();
      } else {
        await model.show(unsaved[0].path);
      }
    });
  const back = () =>
    act(async () => {
      const unsaved = await model.flush();
      if (unsaved.length === 0) {
        onBack();
      } else {
        await model.show(unsaved[0].path);
      }
    });
  const go = (problem: IProblem) =>
    act(async () => {
      await model.show(problem.file);
      if (problem.line) {
        model.front?.goTo(problem.line);
      }
    });

  const { details, front, check, problems } = model;
  const running = check?.state === 'running';
  const checked = check?.state === 'none' ? null : check;
  const state = details && stateLabel(details, trans);
  return (
    <div
      className="interview-QuestionEditor-content"
      onKeyDown={event => {
        if (event.key === 's' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          event.stopPropagation();
          void model.flush();
        }
      }}
    >
      <div className="interview-QuestionEditor-header">
        <button
          type="button"
          className="interview-Button interview-mod-quiet"
          onClick={() => void back()}
        >
          <caretLeftIcon.react
            tag="span"
            className="interview-Icon"
            aria-hidden="true"
          />
          {trans.__('Questions')}
        </button>
        <h1>{details?.title ?? trans.__('Loading…')}</h1>
        {state && (
          <span className="interview-Question-state" data-state={details.state}>
            {state}
          </span>
        )}
        <Saved model={model} />
        <button
          type="button"
          className="interview-Button interview-mod-quiet"
          aria-haspopup="dialog"
          aria-disabled={!details}
          title={trans.__(
            'Title, type, languages, difficulty, minutes, labels'
          )}
          onClick={() => {
            if (details) {
              setSettling(true);
            }
          }}
        >
          <settingsIcon.react
            tag="span"
            className="interview-Icon"
            aria-hidden="true"
          />
          {trans.__('Settings')}
        </button>
        <button
          type="button"
          className="interview-Button interview-mod-quiet"
          aria-pressed={showFiles}
          title={trans.__('Files of the question')}
          aria-label={trans.__('Files of the question')}
          onClick={() => setShowFiles(!showFiles)}
        >
          <folderIcon.react tag="span" className="interview-Icon" />
        </button>
        <button
          type="button"
          className="interview-Button interview-mod-quiet"
          aria-pressed={showPreview}
          title={trans.__('Preview')}
          aria-label={trans.__('Preview')}
          onClick={() => setShowPreview(!showPreview)}
        >
          <previewIcon.react tag="span" className="interview-Icon" />
        </button>
        <button
          type="button"
          className="interview-Button interview-mod-accent"
          aria-disabled={running || busy || !details}
          title={trans.__(
            'Your solution is run against your tests; when it passes, colleagues find the question.'
          )}
          onClick={() => {
            if (!running && !busy && details) {
              void publish();
            }
          }}
        >
          {running ? trans.__('Checking…') : trans.__('Publish')}
        </button>
      </div>
      <div className="interview-Home-failure" role="alert">
        {failure && <p>{failure}</p>}
      </div>
      <div className="interview-QuestionEditor-body">
        {showFiles && <FileList model={model} act={act} />}
        <main className="interview-QuestionEditor-main">
          {front && (
            <Front
              key={front.saved.path}
              file={front}
              model={model}
              act={act}
            />
          )}
          {(problems.length > 0 || checked) && (
            <section
              className="interview-QuestionEditor-drawer"
              aria-label={trans.__('Problems and checks')}
              tabIndex={0}
            >
              {checked && (
                <Check
                  check={checked}
                  languages={languages}
                  trans={trans}
                  onStop={() => void act(() => model.stopCheck())}
                />
              )}
              {problems.length > 0 && (
                <>
                  <h2>
                    {trans._n(
                      '%1 problem keeps this from being published',
                      '%1 problems keep this from being published',
                      problems.length
                    )}
                  </h2>
                  <Problems
                    problems={problems}
                    trans={trans}
                    onGo={problem => void go(problem)}
                  />
                </>
              )}
            </section>
          )}
        </main>
        {showPreview && front?.saved.path === MAIN && (
          <LivePreview file={front} services={services} />
        )}
      </div>
      {settling && details && (
        <SettingsDialog
          details={details}
          model={model}
          onClose={() => setSettling(false)}
        />
      )}
    </div>
  );
}

/**
 * Whether everything is saved, in a word.
 */
function Saved(props: { model: EditorModel }): JSX.Element {
  const { model } = props;
  const { trans } = model.services;
  const statuses = model.open.map(({ saved }) => saved.status);
  let words = '';
  if (statuses.includes('conflict')) {
    words = trans.__('Not saved: changed elsewhere');
  } else if (statuses.includes('failed')) {
    words = trans.__('Not saved. Trying again…');
  } else if (statuses.includes('saving') || statuses.includes('changed')) {
    words = trans.__('Saving…');
  } else if (model.details) {
    words = trans.__('Saved');
  }
  return (
    <span
      className="interview-QuestionEditor-saved"
      role="status"
      data-trouble={
        statuses.includes('conflict') ||
        statuses.includes('failed') ||
        undefined
      }
    >
      {words}
    </span>
  );
}

/**
 * The file in front, and the question which version of it is kept where there are two.
 */
function Front(props: {
  file: OpenFile;
  model: EditorModel;
  act: (action: () => Promise<void>) => Promise<void>;
}): JSX.Element {
  const { file, model, act } = props;
  const { api, trans } = model.services;
  const { path, status, theirs, failure } = file.saved;
  const copyOf = (words: string, bytes: Uint8Array<ArrayBuffer>) =>
    download(`${words} ${nameOf(path)}`, new Blob([bytes]));
  return (
    <>
      {status === 'failed' && (
        <p className="interview-QuestionEditor-conflict" role="alert">
          {explain(failure, trans)}
        </p>
      )}
      {status === 'conflict' && (
        <div className="interview-QuestionEditor-conflict" role="alert">
          <p>
            {theirs
              ? trans.__(
                  'This file was saved somewhere else since you opened it: by a colleague, or in another window. Yours is here, theirs is on the server, and neither is lost. Which one shall stay?'
                )
              : trans.__(
                  'This file was deleted somewhere else since you opened it. Your text is still here. Shall the file stay?'
                )}
          </p>
          <button
            type="button"
            className="interview-Button"
            onClick={() =>
              void act(async () => {
                if (theirs) {
                  copyOf(trans.__('theirs'), theirs.bytes);
                }
                await file.saved.keepMine();
              })
            }
          >
            {theirs
              ? trans.__('Keep mine, download theirs')
              : trans.__('Keep the file')}
          </button>
          <button
            type="button"
            className="interview-Button"
            onClick={() =>
              void act(async () => {
                copyOf(trans.__('mine'), file.saved.mine());
                await model.takeTheirs(file);
              })
            }
          >
            {theirs
              ? trans.__('Take theirs, download mine')
              : trans.__('Let it go, download mine')}
          </button>
        </div>
      )}
      {file.isShown ? (
        <Placed
          widget={file.widget}
          className="interview-QuestionEditor-document"
        />
      ) : (
        <div className="interview-QuestionEditor-document interview-QuestionList-nothing">
          <p>
            {trans.__(
              '%1 has %2 kB and no editor here.',
              path,
              Math.ceil(file.size / 1000)
            )}
          </p>
          <button
            type="button"
            className="interview-Button"
            onClick={() =>
              void act(async () => {
                const { bytes } = await api.file(model.id, path);
                download(nameOf(path), new Blob([bytes]));
              })
            }
          >
            {trans.__('Download')}
          </button>
        </div>
      )}
    </>
  );
}

/**
 * The text as the candidate will read it, while it is written.
 */
function LivePreview(props: {
  file: OpenFile;
  services: IQuestionServices;
}): JSX.Element {
  const { file, services } = props;
  const [text, setText] = useState(file.text);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(() => setText(file.text), PAUSE);
    };
    file.textChanged.connect(later);
    return () => {
      clearTimeout(timer);
      file.textChanged.disconnect(later);
    };
  }, [file]);
  const { introduction, steps } = split(text);
  return (
    <aside
      className="interview-QuestionEditor-preview interview-Seen"
      aria-label={services.trans.__('What the candidate sees')}
      tabIndex={0}
    >
      <Steps introduction={introduction} steps={steps} services={services} />
    </aside>
  );
}
