import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { TranslationBundle } from '@jupyterlab/translation';
import React, { useState } from 'react';

import { Markdown } from '../../components/markdown';
import { explain } from '../../services/explain';
import { TasksApi } from './api';
import { ITask, ITaskPrivate } from './types';

/**
 * Notes, solution and rubric, folded until somebody wants to read them.
 */
export function PrivateParts(props: {
  api: TasksApi;
  task: ITask;
  rendermime: IRenderMimeRegistry;
  trans: TranslationBundle;
}): JSX.Element {
  const { api, task, rendermime, trans } = props;
  const [parts, setParts] = useState<ITaskPrivate | null>(null);
  const [failure, setFailure] = useState('');
  const load = async () => {
    setFailure('');
    try {
      setParts(await api.private(task.id));
    } catch (reason) {
      setFailure(explain(reason, trans));
    }
  };
  return (
    <details
      className="interview-PrivateParts"
      onToggle={event => {
        if (event.currentTarget.open && !parts) {
          void load();
        }
      }}
    >
      <summary>{trans.__('For interviewers only')}</summary>
      <p className="interview-Failure" role="alert">
        {failure}
      </p>
      {parts && (
        <>
          {parts.notes.trim() && (
            <section>
              <h4>{trans.__('Notes')}</h4>
              <Markdown source={parts.notes} rendermime={rendermime} />
            </section>
          )}
          {parts.steps.length > 0 && (
            <details>
              <summary>{trans.__('All steps')}</summary>
              {parts.steps.map((step, index) => (
                <section key={index}>
                  <h4>{step.title}</h4>
                  <Markdown source={step.markdown} rendermime={rendermime} />
                </section>
              ))}
            </details>
          )}
          {parts.solution.length > 0 && (
            <details>
              <summary>{trans.__('Solution')}</summary>
              {parts.solution.map(({ path, text }) => (
                <section key={path}>
                  <h4>{path}</h4>
                  <pre>{path.endsWith('.ipynb') ? codeOf(text) : text}</pre>
                </section>
              ))}
            </details>
          )}
          {parts.rubric.length > 0 && (
            <details>
              <summary>{trans.__('Rubric')}</summary>
              {parts.rubric.map(({ competency, levels }) => (
                <section key={competency}>
                  <h4>{competency}</h4>
                  <ol className="interview-Levels">
                    {Object.entries(levels).map(([level, words]) => (
                      <li key={level}>{words}</li>
                    ))}
                  </ol>
                </section>
              ))}
            </details>
          )}
        </>
      )}
    </details>
  );
}

/**
 * The text of a notebook's cells; the notebook as it is where it cannot be read.
 */
function codeOf(notebook: string): string {
  try {
    const { cells } = JSON.parse(notebook) as {
      cells: { source: string | string[] }[];
    };
    return cells
      .map(({ source }) => (Array.isArray(source) ? source.join('') : source))
      .join('\n\n');
  } catch {
    return notebook;
  }
}
