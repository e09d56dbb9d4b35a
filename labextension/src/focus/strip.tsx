import { Notification, ReactWidget } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { useChanged, useTick } from '../components/hooks';
import { duration } from '../pad/clock';
import { explain } from '../services/explain';
import { Page } from '../services/page';
import { IPadEvents } from '../tokens';

/**
 * A line above everything: that there is focus time, how long yet, and afterwards what to talk
 * about. Hidden when there is nothing to say.
 */
export class FocusStrip extends ReactWidget {
  constructor(private _options: FocusStrip.IOptions) {
    super();
    this.id = 'interview-focus';
    this.addClass('interview-Focus');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _options.trans.__('Focus time'));
    const { events } = _options;
    events.padChanged.connect(this._onChanged, this);
    this._onChanged();
  }

  protected override render(): JSX.Element {
    const { events, trans } = this._options;
    return (
      <Line
        events={events}
        trans={trans}
        isOver={this._isOver}
        onClose={() => {
          this._isOver = false;
          this._onChanged();
        }}
      />
    );
  }

  private _onChanged(): void {
    const goesOn = Boolean(this._options.events.pad?.focus);
    this._isOver = !goesOn && (this._isOver || this._wentOn);
    this._wentOn = goesOn;
    this.setHidden(!goesOn && !this._isOver);
    this.update();
  }

  private _wentOn = false;
  private _isOver = false;
}

export namespace FocusStrip {
  export interface IOptions {
    events: IPadEvents;
    trans: TranslationBundle;
  }
}

function Line(props: {
  events: IPadEvents;
  trans: TranslationBundle;
  isOver: boolean;
  onClose: () => void;
}): JSX.Element {
  const { events, isOver, onClose, trans } = props;
  useChanged(events.padChanged);
  const looksOn = Page.role() === 'interviewer';
  const focus = events.pad?.focus ?? null;
  const words = focus
    ? looksOn
      ? trans.__(
          'Focus time. What the candidate writes is blurred for you until it is over.'
        )
      : trans.__(
          'Focus time. Nobody watches you write; it is recorded as always.'
        )
    : !isOver
      ? ''
      : looksOn
        ? trans.__(
            'Focus time is over. Ask the candidate to think aloud: what did they try, and why?'
          )
        : trans.__(
            'Focus time is over. Think aloud for a moment: what did you try, and why?'
          );
  return (
    <>
      <span className="interview-Focus-words" role="status">
        {words}
      </span>
      {focus && <TimeLeft until={focus.until} events={events} trans={trans} />}
      {focus && (
        <button
          type="button"
          className="interview-Button"
          onClick={() => void complain(events.api.endFocus(), trans)}
        >
          {trans.__('End focus time')}
        </button>
      )}
      {isOver && (
        <button type="button" className="interview-Button" onClick={onClose}>
          {trans.__('Close')}
        </button>
      )}
    </>
  );
}

function TimeLeft(props: {
  until: string;
  events: IPadEvents;
  trans: TranslationBundle;
}): JSX.Element {
  const { events, trans, until } = props;
  useTick(500);
  const left = Date.parse(until) - (Date.now() + events.clockSkew);
  const text = duration(Math.max(0, left + 999));
  return (
    <span
      className="interview-Focus-time"
      role="timer"
      // What matters is said beside it.
      aria-live="off"
      aria-label={trans.__('Focus time left: %1', text)}
    >
      {text}
    </span>
  );
}

/**
 * Begins focus time, in an interview that goes on and has none.
 */
export function FocusButton(props: {
  events: IPadEvents;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { events, trans } = props;
  useChanged(events.padChanged);
  const { pad } = events;
  if (pad?.kind !== 'live' || pad.state !== 'in_progress' || pad.focus) {
    return null;
  }
  return (
    <button
      type="button"
      className="interview-Button interview-mod-quiet"
      title={
        Page.role() === 'interviewer'
          ? trans.__(
              'The candidate works for some minutes without being watched.'
            )
          : trans.__('Work for some minutes without being watched.')
      }
      onClick={() => void complain(events.api.beginFocus(), trans)}
    >
      {trans.__('Focus time')}
    </button>
  );
}

async function complain(
  done: Promise<void>,
  trans: TranslationBundle
): Promise<void> {
  try {
    await done;
  } catch (reason) {
    Notification.error(explain(reason, trans), { autoClose: false });
  }
}
