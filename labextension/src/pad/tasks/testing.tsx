import { ReactWidget } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { runIcon } from '@jupyterlab/ui-components';
import React, { useState } from 'react';

import { useChanged } from '../../components/hooks';
import { explain } from '../../services/explain';
import { IShownTasks } from '../tokens';
import { TestReport } from './report';
import { ITestsState } from './types';

/**
 * The tests that everybody may see: the button that runs them, and how they went.
 */
export class TestingView extends ReactWidget {
  constructor(private _options: TestingView.IOptions) {
    super();
    this.addClass('interview-Testing');
  }

  protected override render(): JSX.Element {
    return <Testing {...this._options} />;
  }
}

export namespace TestingView {
  export interface IOptions {
    tasks: IShownTasks;
    /**
     * Run the tests of a task; null where that may not be asked for.
     */
    run: ((id: string) => Promise<void>) | null;
    trans: TranslationBundle;
  }
}

function Testing(props: TestingView.IOptions): JSX.Element | null {
  const { tasks, run, trans } = props;
  useChanged(tasks.changed);
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState('');
  const task = tasks.current;
  if (!task?.testable) {
    return null;
  }
  const state = tasks.tests(task.id);
  const running = state?.state === 'running';
  const ask = async () => {
    setAsking(true);
    setFailure('');
    try {
      await run?.(task.id);
    } catch (reason) {
      setFailure(explain(reason, trans));
    } finally {
      setAsking(false);
    }
  };
  return (
    <section aria-label={trans.__('Tests')}>
      <div className="interview-Testing-top">
        <h2>{trans.__('Tests')}</h2>
        {run && (
          <button
            type="button"
            className="interview-Button interview-mod-accent"
            aria-disabled={running || asking}
            onClick={() => {
              if (!running && !asking) {
                void ask();
              }
            }}
          >
            <runIcon.react
              tag="span"
              className="interview-Icon"
              aria-hidden="true"
            />
            {trans.__('Run tests')}
          </button>
        )}
      </div>
      <p className="interview-Failure" role="alert">
        {failure}
      </p>
      <Results state={state} trans={trans} />
    </section>
  );
}

/**
 * How tests go, or went last.
 */
export function Results(props: {
  state: Omit<ITestsState, 'started'> | null;
  trans: TranslationBundle;
}): JSX.Element {
  const { state, trans } = props;
  return (
    <div role="status">
      {state?.state === 'running' && (
        <p className="interview-Testing-running">
          <span className="interview-Spinner" aria-hidden="true" />
          {state.by
            ? trans.__('The tests are running, started by %1', state.by)
            : trans.__('The tests are running')}
          <progress max={1} value={state.fraction} aria-hidden="true" />
        </p>
      )}
      {state?.state === 'failed' && (
        <p className="interview-TestReport-failure">{state.message}</p>
      )}
      {state?.state === 'done' && state.report && (
        <TestReport report={state.report} trans={trans} />
      )}
    </div>
  );
}
