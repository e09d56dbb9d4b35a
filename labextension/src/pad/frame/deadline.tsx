import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { useTick } from '../../components/hooks';
import { IPadEvents } from '../../tokens';
import { duration } from '../clock';
import { warning } from './words';

const DAY = 86_400_000;

/**
 * Milliseconds until a take-home is handed in by itself, by the server's clock; null where
 * there is no such time. Below zero within the grace period.
 */
export function timeLeft(events: IPadEvents): number | null {
  const deadline = events.pad?.deadline;
  return deadline
    ? Date.parse(deadline) - (Date.now() + events.clockSkew)
    : null;
}

/**
 * The time that is left, counted down, and a calm word when it draws to its end.
 */
export function Countdown(props: {
  events: IPadEvents;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { events, trans } = props;
  useTick(500);
  const left = timeLeft(events);
  if (left === null) {
    return null;
  }
  const until = new Date(events.pad!.deadline!);
  const when = until.toLocaleString(undefined, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit'
  });
  const text =
    left > DAY
      ? trans.__('Until %1', when)
      : trans.__('%1 left', duration(Math.max(0, left + 999)));
  const words = warning(left, trans);
  return (
    <>
      <span role="status" className="interview-TimeLeft-words">
        {words && (
          <span className="interview-Pill interview-mod-warn">{words}</span>
        )}
      </span>
      <span
        className="interview-Timer"
        data-running="true"
        role="timer"
        // A clock that is read aloud every second helps nobody; what matters is said beside it.
        aria-live="off"
        aria-label={trans.__('Time left: %1', text)}
        title={trans.__('Your work is handed in by itself at %1', when)}
      >
        {text}
      </span>
    </>
  );
}
