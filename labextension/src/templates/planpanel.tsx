import { ReactWidget } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { TranslationBundle } from '@jupyterlab/translation';
import React, { useState } from 'react';

import { useChanged, useTick } from '../components/hooks';
import { Markdown } from '../components/markdown';
import { duration } from '../pad/clock';
import { explain } from '../services/explain';
import { behind, currentPart, IPartTime, nextPart, partTimes } from './plan';
import { PlanModel } from './planmodel';

const SECOND = 1000;
const MINUTE = 60_000;

/**
 * The interviewer's panel with the plan of the interview and its clock.
 */
export class PlanPanel extends ReactWidget {
  constructor(private _options: PlanPanel.IOptions) {
    super();
    this.addClass('interview-Plan');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _options.trans.__('Plan'));
  }

  protected override render(): JSX.Element {
    return <Plan {...this._options} />;
  }
}

export namespace PlanPanel {
  export interface IOptions {
    model: PlanModel;
    rendermime: IRenderMimeRegistry;
    /**
     * The keys that go on, in words.
     */
    keys: string;
    trans: TranslationBundle;
  }
}

function Plan(props: PlanPanel.IOptions): JSX.Element {
  const { keys, model, rendermime, trans } = props;
  useChanged(model.changed);
  useTick(SECOND);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const { plan } = model;
  const said = failure || (model.failure ? explain(model.failure, trans) : '');
  if (!plan) {
    return (
      <>
        <h2>{trans.__('Plan')}</h2>
        <p className="interview-Failure" role="alert">
          {said}
        </p>
      </>
    );
  }

  const act = async (what: () => Promise<unknown>) => {
    if (busy) {
      return;
    }
    setBusy(true);
    setFailure('');
    try {
      await what();
    } catch (reason) {
      setFailure(explain(reason, trans));
    } finally {
      setBusy(false);
    }
  };

  const times = partTimes(plan, model.now);
  const current = currentPart(times);
  const next = nextPart(times);
  const late = Math.trunc(behind(times) / MINUTE);
  const total = plan.parts.reduce((sum, { minutes }) => sum + minutes, 0);
  return (
    <>
      <h2>{trans.__('Plan')}</h2>
      <p className="interview-Plan-about">
        {plan.title} · {trans._n('%1 minute', '%1 minutes', total)}
        {plan.locked && ` · ${trans.__('locked')}`}
      </p>
      {current ? (
        <section
          className="interview-Plan-current"
          aria-labelledby="interview-plan-current"
          data-over={current.left < 0 || undefined}
        >
          <h3 id="interview-plan-current">{current.part.title}</h3>
          <p className="interview-Plan-clock" role="timer">
            {clockWords(current, trans)}
          </p>
          <progress
            aria-label={trans.__('Time of %1', current.part.title)}
            max={current.part.minutes * MINUTE}
            value={Math.min(current.spent, current.part.minutes * MINUTE)}
          />
          {current.part.notes && (
            <Markdown source={current.part.notes} rendermime={rendermime} />
          )}
          {current.part.task_id && (
            <button
              type="button"
              className="interview-Button"
              aria-disabled={busy}
              onClick={() => void act(() => model.open(current.part.task_id!))}
            >
              {trans.__('Open its task')}
            </button>
          )}
        </section>
      ) : (
        <p className="interview-Plan-about">
          {trans.__('The clock starts when you begin with the first part.')}
        </p>
      )}
      <div className="interview-Plan-buttons">
        <button
          type="button"
          className="interview-Button interview-mod-accent"
          aria-disabled={busy || (!next && current?.state !== 'stopped')}
          title={keys}
          onClick={() => void act(() => model.next())}
        >
          {nextWords(current, next, trans)}
        </button>
        {current?.state === 'now' && (
          <button
            type="button"
            className="interview-Button"
            aria-disabled={busy}
            onClick={() => void act(() => model.go(null))}
          >
            {trans.__('Stop the clock')}
          </button>
        )}
      </div>
      <p className="interview-Failure" role="alert">
        {said}
      </p>
      <p className="interview-mod-heard" role="status">
        {current?.state === 'now' && current.left < 0
          ? trans.__('The time of %1 is over.', current.part.title)
          : ''}
      </p>
      {late !== 0 && (
        <p className="interview-Plan-about">
          {late > 0
            ? trans._n('%1 minute behind', '%1 minutes behind', late)
            : trans._n('%1 minute ahead', '%1 minutes ahead', -late)}
        </p>
      )}
      <ol className="interview-Plan-parts">
        {times.map(one => (
          <li
            key={one.part.key}
            data-state={one.state}
            data-over={one.left < 0 || undefined}
            aria-current={one === current ? 'step' : undefined}
          >
            <button
              type="button"
              aria-label={trans.__('Go to %1', one.part.title)}
              aria-disabled={busy || one.state === 'now'}
              onClick={() => {
                if (one.state !== 'now') {
                  void act(() => model.go(one.part.key));
                }
              }}
            >
              {one.part.title}
            </button>
            <span>
              {one.state === 'ahead'
                ? trans.__('%1 min', one.part.minutes)
                : trans.__(
                    '%1 of %2 min',
                    duration(one.spent),
                    one.part.minutes
                  )}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

function clockWords(current: IPartTime, trans: TranslationBundle): string {
  const { left, state } = current;
  // As a clock shows it: the last second is one, not none.
  const time =
    left >= 0 ? duration(Math.ceil(left / SECOND) * SECOND) : duration(-left);
  if (state === 'stopped') {
    return left >= 0
      ? trans.__('Stopped, %1 left', time)
      : trans.__('Stopped, %1 over time', time);
  }
  return left >= 0 ? trans.__('%1 left', time) : trans.__('%1 over time', time);
}

function nextWords(
  current: IPartTime | null,
  next: IPartTime | null,
  trans: TranslationBundle
): string {
  if (current?.state === 'stopped') {
    return trans.__('Go on with %1', current.part.title);
  }
  if (!next) {
    return trans.__('This is the last part');
  }
  return current
    ? trans.__('Next: %1', next.part.title)
    : trans.__('Begin with %1', next.part.title);
}
