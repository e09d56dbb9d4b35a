import { ReactWidget } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { TranslationBundle } from '@jupyterlab/translation';
import {
  addIcon,
  caretDownIcon,
  caretUpIcon,
  closeIcon,
  LabIcon,
  runIcon
} from '@jupyterlab/ui-components';
import React, { useEffect, useState } from 'react';

import { useChanged } from '../../components/hooks';
import { LanguageNames } from '../../questions/languages';
import { useLanguages } from '../../questions/list';
import { typeLabel } from '../../questions/words';
import { explain } from '../../services/explain';
import { TasksModel } from './model';
import { PrivateParts } from './private';
import { QuickstartDialog } from './quickstart';
import { SelectDialog } from './select';
import { Results } from './testing';
import { ITask } from './types';

/**
 * The interviewer's panel: the tasks of the pad, and choosing more.
 */
export class TasksPanel extends ReactWidget {
  constructor(private _options: TasksPanel.IOptions) {
    super();
    this.addClass('interview-Tasks');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _options.trans.__('Tasks'));
  }

  protected override render(): JSX.Element {
    return <Tasks {...this._options} />;
  }
}

export namespace TasksPanel {
  export interface IOptions {
    model: TasksModel;
    rendermime: IRenderMimeRegistry;
    trans: TranslationBundle;
  }
}

function Tasks(props: TasksPanel.IOptions): JSX.Element {
  const { model, trans } = props;
  useChanged(model.changed);
  const languages = useLanguages(model.questions);
  const [dialog, setDialog] = useState<'select' | 'quickstart' | null>(null);
  const [failure, setFailure] = useState('');
  const [busy, setBusy] = useState(false);
  const { tasks } = model;

  /**
   * Do something that changes the tasks, one thing after the other.
   */
  const act = async (what: () => Promise<unknown>): Promise<void> => {
    if (busy) {
      return;
    }
    setBusy(true);
    setFailure('');
    try {
      await what();
      await model.refresh();
    } catch (reason) {
      setFailure(explain(reason, trans));
    } finally {
      setBusy(false);
    }
  };

  const said = failure || (model.failure ? explain(model.failure, trans) : '');
  return (
    <>
      <h2>{trans.__('Tasks')}</h2>
      <p className="interview-Tasks-hint">
        {trans.__('The candidate sees a task when you open it, not before.')}
      </p>
      <div className="interview-Tasks-add">
        <button
          type="button"
          className="interview-Button interview-mod-accent"
          onClick={() => setDialog('select')}
        >
          <addIcon.react
            tag="span"
            className="interview-Icon"
            aria-hidden="true"
          />
          {trans.__('Select task')}
        </button>
        <button
          type="button"
          className="interview-Button"
          onClick={() => setDialog('quickstart')}
        >
          {trans.__('Quickstart')}
        </button>
      </div>
      <p className="interview-Failure" role="alert">
        {said}
      </p>
      {tasks?.length === 0 && (
        <p className="interview-Tasks-none">
          {trans.__(
            'There are no tasks yet. Select one from the question bank, or begin with an empty notebook, file or text.'
          )}
        </p>
      )}
      <ol className="interview-TaskList" aria-busy={busy}>
        {(tasks ?? []).map(task => (
          <Task
            key={task.id}
            {...props}
            task={task}
            count={tasks!.length}
            languages={languages}
            act={act}
          />
        ))}
      </ol>
      {dialog === 'select' && (
        <SelectDialog
          model={model}
          trans={trans}
          onClose={() => setDialog(null)}
          onDone={() => {
            setDialog(null);
            void model.refresh();
          }}
        />
      )}
      {dialog === 'quickstart' && (
        <QuickstartDialog
          model={model}
          trans={trans}
          onClose={() => setDialog(null)}
          onDone={() => {
            setDialog(null);
            void model.refresh();
          }}
        />
      )}
    </>
  );
}

function Task(
  props: TasksPanel.IOptions & {
    task: ITask;
    count: number;
    languages: LanguageNames;
    act: (what: () => Promise<unknown>) => Promise<void>;
  }
): JSX.Element {
  const { act, count, languages, model, task, trans } = props;
  const { api } = model;
  const { current } = task;
  const [isOpen, setOpen] = useState(current);
  useEffect(() => {
    if (current) {
      setOpen(true);
    }
  }, [current]);
  const facts = [
    task.quickstart ? '' : typeLabel(task.type, trans),
    languages.get(task.language) ?? task.language,
    task.minutes ? trans._n('%1 minute', '%1 minutes', task.minutes) : ''
  ].filter(Boolean);
  return (
    <li
      className="interview-Task"
      data-current={task.current || undefined}
      aria-current={task.current ? 'true' : undefined}
    >
      <div className="interview-Task-top">
        <h3 className="interview-Task-title">
          <button
            type="button"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            <caretDownIcon.react
              tag="span"
              className="interview-Task-caret"
              aria-hidden="true"
            />
            {task.title}
          </button>
        </h3>
        <div className="interview-Task-order">
          <SmallButton
            icon={caretUpIcon}
            label={trans.__('Move up: %1', task.title)}
            disabled={task.position === 0}
            onClick={() => void act(() => api.move(task.id, task.position - 1))}
          />
          <SmallButton
            icon={caretDownIcon}
            label={trans.__('Move down: %1', task.title)}
            disabled={task.position === count - 1}
            onClick={() => void act(() => api.move(task.id, task.position + 1))}
          />
          {!task.opened && (
            <SmallButton
              icon={closeIcon}
              label={trans.__('Take away: %1', task.title)}
              onClick={() => void act(() => api.remove(task.id))}
            />
          )}
        </div>
      </div>
      <p className="interview-Task-facts">{facts.join(' · ')}</p>
      <div className="interview-Task-state">
        <span className="interview-Pill" data-current={task.current}>
          {task.current
            ? trans.__('Open for everybody')
            : task.opened
              ? trans.__('Was open')
              : trans.__('Not shown yet')}
        </span>
        {!task.current && (
          <button
            type="button"
            className="interview-Button"
            aria-label={trans.__('Open: %1', task.title)}
            onClick={() => void act(() => api.open(task.id))}
          >
            {trans.__('Open')}
          </button>
        )}
      </div>
      {isOpen && <TaskDetails {...props} />}
    </li>
  );
}

function TaskDetails(
  props: TasksPanel.IOptions & {
    task: ITask;
    act: (what: () => Promise<unknown>) => Promise<void>;
  }
): JSX.Element {
  const { act, model, rendermime, task, trans } = props;
  const { api } = model;
  const next = task.steps[task.revealed];
  const run = model.run(task.id, 'hidden');
  const running = run?.state === 'running';
  return (
    <div className="interview-Task-details">
      {task.steps.length > 0 && (
        <section aria-label={trans.__('Steps of %1', task.title)}>
          <h4>{trans.__('Steps')}</h4>
          <ol className="interview-StepTitles">
            {task.steps.map((title, index) => (
              <li key={index} data-shown={index < task.revealed}>
                {title}
                <span className="interview-mod-heard">
                  {' '}
                  {index < task.revealed
                    ? trans.__('(shown)')
                    : trans.__('(not shown yet)')}
                </span>
              </li>
            ))}
          </ol>
          {task.opened && next !== undefined && (
            <button
              type="button"
              className="interview-Button"
              onClick={() =>
                void act(() => api.reveal(task.id, task.revealed + 1))
              }
            >
              {trans.__('Reveal next step')}
            </button>
          )}
        </section>
      )}
      {task.tests.hidden > 0 && (
        <section aria-label={trans.__('Hidden tests of %1', task.title)}>
          <h4>{trans.__('Hidden tests')}</h4>
          <p className="interview-Tasks-hint">
            {trans.__('Only you and your colleagues see what comes of them.')}
          </p>
          {task.opened && (
            <button
              type="button"
              className="interview-Button"
              aria-disabled={running}
              onClick={() => {
                if (!running) {
                  void act(() => api.runHiddenTests(task.id));
                }
              }}
            >
              <runIcon.react
                tag="span"
                className="interview-Icon"
                aria-hidden="true"
              />
              {trans.__('Run hidden tests')}
            </button>
          )}
          <Results state={run} trans={trans} />
        </section>
      )}
      {task.question_id !== null && (
        <PrivateParts
          api={api}
          task={task}
          rendermime={rendermime}
          trans={trans}
        />
      )}
    </div>
  );
}

function SmallButton(props: {
  icon: LabIcon;
  label: string;
  disabled?: boolean;
  onClick: () => void;
}): JSX.Element {
  const { icon: Icon, label, disabled, onClick } = props;
  return (
    <button
      type="button"
      className="interview-IconButton interview-mod-small"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon.react tag="span" aria-hidden="true" />
    </button>
  );
}
