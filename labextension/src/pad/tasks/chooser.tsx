import { ReactWidget } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { useChanged } from '../../components/hooks';
import { IPadEvents } from '../../tokens';
import { IShownTasks } from '../tokens';

/**
 * The tasks of a take-home, whose candidate goes from one to the other as they like. In an
 * interview the interviewer leads.
 */
export class TaskChooser extends ReactWidget {
  constructor(private _options: TaskChooser.IOptions) {
    super();
    this.addClass('interview-TaskChooser');
  }

  protected override render(): JSX.Element {
    return <Choice {...this._options} />;
  }
}

export namespace TaskChooser {
  export interface IOptions {
    events: IPadEvents;
    tasks: IShownTasks;
    trans: TranslationBundle;
  }
}

function Choice(props: TaskChooser.IOptions): JSX.Element | null {
  const { events, tasks, trans } = props;
  useChanged(events.padChanged);
  useChanged(tasks.changed);
  const { all, current } = tasks;
  if (events.pad?.kind !== 'take_home' || all.length < 2) {
    return null;
  }
  return (
    <nav aria-label={trans.__('Tasks')}>
      <ol>
        {all.map((task, index) => (
          <li key={task.id}>
            <button
              type="button"
              aria-current={task.id === current?.id ? 'true' : undefined}
              onClick={() => tasks.choose(task.id)}
            >
              <span className="interview-TaskChooser-number">{index + 1}</span>
              {task.title}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
