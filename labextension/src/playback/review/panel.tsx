import { ReactWidget } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { TranslationBundle } from '@jupyterlab/translation';
import { runIcon } from '@jupyterlab/ui-components';
import React, { useState } from 'react';

import { useChanged } from '../../components/hooks';
import { PrivateParts } from '../../pad/tasks/private';
import { Results } from '../../pad/tasks/testing';
import { ITask } from '../../pad/tasks/types';
import { explain } from '../../services/explain';
import { ReviewModel } from './model';
import { handedIn, tally } from './words';

/**
 * What was handed in, and how its tests went.
 */
export class ReviewPanel extends ReactWidget {
  constructor(private _options: ReviewPanel.IOptions) {
    super();
    this.id = 'interview-review';
    this.addClass('interview-Review');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _options.trans.__('Review'));
  }

  protected override render(): JSX.Element {
    return <Review {...this._options} />;
  }
}

export namespace ReviewPanel {
  export interface IOptions {
    review: ReviewModel;
    rendermime: IRenderMimeRegistry;
    trans: TranslationBundle;
  }
}

function Review(props: ReviewPanel.IOptions): JSX.Element {
  const { review, trans } = props;
  useChanged(review.changed);
  useChanged(review.tasks.changed);
  const { failure, pad } = review;
  const tasks = review.tasks.tasks?.filter(({ opened }) => opened) ?? null;
  const said = failure ?? review.tasks.failure;
  return (
    <>
      <h2>{trans.__('Review')}</h2>
      {pad && (
        <p className="interview-Review-facts">
          {pad.candidate_name && <strong>{pad.candidate_name}</strong>}
          <span>{handedIn(pad, trans)}</span>
        </p>
      )}
      <p className="interview-Failure" role="alert">
        {said ? explain(said, trans) : ''}
      </p>
      {tasks && <Summary {...props} tasks={tasks} />}
      {tasks?.map(task => (
        <Task key={task.id} {...props} task={task} />
      ))}
    </>
  );
}

function Summary(
  props: ReviewPanel.IOptions & { tasks: ReadonlyArray<ITask> }
): JSX.Element {
  const { review, tasks, trans } = props;
  const { failed, passed, running, total } = tally(tasks, (id, tests) =>
    review.tasks.graded(id, tests)
  );
  const tested = tasks.some(({ tests }) => tests.hidden + tests.visible > 0);
  return (
    <p className="interview-Review-summary" role="status">
      {!tested
        ? trans.__('There are no tests for what was handed in.')
        : running
          ? trans.__('The tests are running on what was handed in.')
          : failed
            ? trans.__('Some tests could not be run; see below.')
            : trans.__('%1 of %2 tests passed', passed, total)}
    </p>
  );
}

function Task(props: ReviewPanel.IOptions & { task: ITask }): JSX.Element {
  const { rendermime, review, task, trans } = props;
  const [failure, setFailure] = useState('');
  const visible = review.tasks.graded(task.id, 'visible');
  const hidden = review.tasks.graded(task.id, 'hidden');
  const running = [visible, hidden].some(run => run?.state === 'running');
  // Who reviews alone changes nothing about a pad, and runs nothing in it.
  const mayRun = review.pad?.actions.includes('edit') ?? false;
  const again = async () => {
    setFailure('');
    try {
      await review.tasks.api.runHiddenTests(task.id);
    } catch (reason) {
      setFailure(explain(reason, trans));
    }
  };
  return (
    <section
      className="interview-Review-task"
      aria-label={trans.__('Task: %1', task.title)}
    >
      <h3>{task.title}</h3>
      {task.tests.hidden > 0 && (
        <section aria-label={trans.__('Hidden tests of %1', task.title)}>
          <h4>{trans.__('Hidden tests')}</h4>
          <Results state={hidden} trans={trans} />
        </section>
      )}
      {task.tests.visible > 0 && (
        <section aria-label={trans.__('Visible tests of %1', task.title)}>
          <h4>{trans.__('Visible tests')}</h4>
          <Results state={visible} trans={trans} />
        </section>
      )}
      {mayRun && task.tests.hidden + task.tests.visible > 0 && (
        <button
          type="button"
          className="interview-Button"
          aria-label={trans.__('Run again: %1', task.title)}
          aria-disabled={running}
          onClick={() => {
            if (!running) {
              void again();
            }
          }}
        >
          <runIcon.react
            tag="span"
            className="interview-Icon"
            aria-hidden="true"
          />
          {trans.__('Run again')}
        </button>
      )}
      <p className="interview-Failure" role="alert">
        {failure}
      </p>
      {task.question_id !== null && (
        <PrivateParts
          api={review.tasks.api}
          task={task}
          rendermime={rendermime}
          trans={trans}
        />
      )}
    </section>
  );
}
