import { TranslationBundle } from '@jupyterlab/translation';

import { clockTime } from '../engine/clock';
import {
  IManifest,
  ISignalEvent,
  ITaskEvent,
  PlaybackEvent
} from '../engine/types';

/**
 * What an event is about, for those who look for one kind of them.
 */
export type Topic = 'runs' | 'people' | 'signals' | 'interview';

export function topicOf(event: PlaybackEvent): Topic {
  switch (event.kind) {
    case 'run':
    case 'kernel':
      return 'runs';
    case 'join':
    case 'leave':
    case 'admission':
      return 'people';
    case 'signal':
      return 'signals';
    default:
      return 'interview';
  }
}

/**
 * What is drawn for an event on the tracks and in the list.
 */
export type Sign =
  | 'good'
  | 'bad'
  | 'stopped'
  | 'restart'
  | 'come'
  | 'go'
  | 'paste'
  | 'away'
  | 'flag'
  | 'comment';

export function signOf(event: PlaybackEvent): Sign {
  switch (event.kind) {
    case 'run':
      return event.status === 'ok'
        ? 'good'
        : event.status === 'error' || event.status === 'died'
          ? 'bad'
          : 'stopped';
    case 'kernel':
      return event.event === 'died' ? 'bad' : 'restart';
    case 'join':
      return 'come';
    case 'leave':
      return 'go';
    case 'admission':
      return event.state === 'knocking' || event.state === 'admitted'
        ? 'come'
        : 'go';
    case 'signal':
      return event.signal === 'away' ? 'away' : 'paste';
    case 'task':
      return event.action !== 'tests'
        ? 'flag'
        : event.total && event.passed === event.total
          ? 'good'
          : 'bad';
    default:
      return 'flag';
  }
}

/**
 * What happened, in a sentence. It says what was seen and judges nobody.
 */
export function sentence(
  event: PlaybackEvent,
  manifest: IManifest,
  trans: TranslationBundle
): string {
  const name = manifest.participants[event.who]?.name ?? '';
  switch (event.kind) {
    case 'run': {
      const path = manifest.documents[event.doc ?? -1]?.path ?? '';
      return event.cell === null
        ? trans.__('%1 ran %2', name, path)
        : trans.__('%1 ran a cell', name);
    }
    case 'kernel':
      switch (event.event) {
        case 'restart':
          return name
            ? trans.__('%1 restarted %2', name, event.path)
            : trans.__('%1 was restarted', event.path);
        case 'interrupt':
          return name
            ? trans.__('%1 stopped what ran in %2', name, event.path)
            : trans.__('What ran in %1 was stopped', event.path);
        default:
          return trans.__(
            'What runs the code of %1 ended by itself',
            event.path
          );
      }
    case 'join':
      return trans.__('%1 came in', name);
    case 'leave':
      return trans.__('%1 closed the pad', name);
    case 'admission':
      switch (event.state) {
        case 'knocking':
          return trans.__('%1 asked to join', event.name);
        case 'admitted':
          return trans.__('%1 was admitted', event.name);
        case 'declined':
          return trans.__('%1 was declined', event.name);
        default:
          return trans.__('%1 left the waiting room', event.name);
      }
    case 'state':
      switch (event.state) {
        case 'in_progress':
          return trans.__('The interview began');
        case 'ended':
          return trans.__('The interview ended');
        default:
          return trans.__('The interview was prepared');
      }
    case 'focus':
      if (event.event === 'begun') {
        return trans.__('%1 began focus time', name);
      }
      return name
        ? trans.__('%1 ended focus time', name)
        : trans.__('Focus time was over');
    case 'task':
      return task(event, name || (event.by ?? ''), trans);
    case 'signal':
      return signal(event, name, trans);
  }
}

function task(
  event: ITaskEvent,
  name: string,
  trans: TranslationBundle
): string {
  const title = event.title ?? '';
  switch (event.action) {
    case 'attached':
      return trans.__('%1 chose the task “%2”', name, title);
    case 'opened':
      return trans.__('%1 opened the task “%2”', name, title);
    case 'revealed':
      return trans.__(
        '%1 revealed step %2 of %3 of “%4”',
        name,
        event.steps ?? 0,
        event.total ?? 0,
        title
      );
    case 'tests':
      return event.tests === 'hidden'
        ? trans.__('%1 ran the hidden tests of “%2”', name, title)
        : trans.__('%1 ran the tests of “%2”', name, title);
    default:
      return title ? trans.__('Task: %1', title) : trans.__('The task changed');
  }
}

function signal(
  event: ISignalEvent,
  name: string,
  trans: TranslationBundle
): string {
  const { count, inside, size } = event;
  switch (event.signal) {
    case 'paste':
      if (inside) {
        return count > 1
          ? trans.__(
              '%1 pasted %2 characters that were copied in the pad, in %3 parts',
              name,
              size,
              count
            )
          : trans._n(
              '%2 pasted %1 character that was copied in the pad',
              '%2 pasted %1 characters that were copied in the pad',
              size,
              name
            );
      }
      return count > 1
        ? trans.__(
            '%1 pasted %2 characters from outside the pad, in %3 parts',
            name,
            size,
            count
          )
        : trans._n(
            '%2 pasted %1 character from outside the pad',
            '%2 pasted %1 characters from outside the pad',
            size,
            name
          );
    case 'away':
      return count > 1
        ? trans.__('%1 was on other pages, %2 times', name, count)
        : trans.__('%1 was on another page', name);
    case 'copy_all':
      return trans.__('%1 copied all of a text', name);
    case 'burst':
      return trans.__('%1 characters by %2 appeared at once', size, name);
  }
}

/**
 * How a run or an absence went on: how long, and what came of it. Empty if there is no more.
 */
export function aftermath(
  event: PlaybackEvent,
  trans: TranslationBundle
): string {
  if (event.kind === 'run') {
    const time = took(event.end - event.t, trans);
    switch (event.status) {
      case 'ok':
        return time;
      case 'error':
        return event.result?.error ?? trans.__('Ended with an error');
      case 'cancelled':
        return trans.__('Did not run');
      case 'restarted':
        return trans.__('Stopped by a restart after %1', time);
      case 'died':
        return trans.__('Ended by itself after %1', time);
      default:
        return trans.__('Ran until the end');
    }
  }
  if (event.kind === 'task' && event.action === 'tests') {
    return trans.__('%1 of %2 passed', event.passed ?? 0, event.total ?? 0);
  }
  if (event.kind === 'signal' && typeof event.end === 'number') {
    return took(event.end - event.t, trans);
  }
  return '';
}

/**
 * A length of time in a few characters.
 */
export function took(milliseconds: number, trans: TranslationBundle): string {
  if (milliseconds < 1000) {
    return trans.__('%1 ms', Math.max(0, Math.round(milliseconds)));
  }
  return milliseconds < 60_000
    ? trans.__('%1 s', (milliseconds / 1000).toFixed(1))
    : clockTime(milliseconds);
}
