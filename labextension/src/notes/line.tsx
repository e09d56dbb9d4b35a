import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { Markdown } from '../components/markdown';
import { SharedText } from '../components/sharedtext';
import { clockTime } from '../playback/engine/clock';
import { IReadLine } from './api';
import { ILine, Mark } from './lines';
import { isEmpty, NotesModel } from './model';
import { INotesPlace } from './place';
import { markLabel } from './words';

/**
 * A line that one writes. Enter begins the next one, Shift+Enter breaks it, Backspace in an empty
 * one takes it away; the arrow keys go to the lines around it.
 */
export function WrittenLine(props: {
  line: ILine;
  before: ILine | null;
  after: ILine | null;
  current: boolean;
  model: NotesModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { line, before, after, current, model, trans } = props;
  const time = momentWords(line.at, model.place, trans);
  const goTo = (other: ILine, offset: number) =>
    model.put({ line: other.id, offset });
  const remove = () => {
    const next = before ?? after;
    model.remove(line);
    if (next) {
      goTo(next, next === before ? next.text.length : 0);
    }
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLTextAreaElement>) => {
    const { selectionStart: start, selectionEnd: end } = event.currentTarget;
    const { length } = line.text;
    if (
      event.nativeEvent.isComposing ||
      event.altKey ||
      event.ctrlKey ||
      event.metaKey ||
      event.shiftKey
    ) {
      return;
    }
    if (event.key === 'Enter') {
      // One line that is empty is enough.
      if (!isEmpty(line)) {
        model.split(line, end);
      }
    } else if (event.key === 'Backspace' && length === 0 && line.mark) {
      model.unmark(line);
    } else if (event.key === 'Backspace' && length === 0) {
      remove();
    } else if (event.key === 'ArrowUp' && start === 0 && end === 0 && before) {
      goTo(before, before.text.length);
    } else if (event.key === 'ArrowDown' && start === length && after) {
      goTo(after, 0);
    } else {
      return;
    }
    event.preventDefault();
  };
  return (
    <li
      className="interview-Note"
      data-line={line.id}
      aria-current={current ? 'true' : undefined}
    >
      <Moment at={line.at} place={model.place} trans={trans} />
      <div className="interview-Note-body">
        <MarkSign mark={line.mark} trans={trans} />
        <SharedText
          text={line.text}
          rows={1}
          aria-label={
            line.mark
              ? trans.__('%1 at %2, note', markLabel(line.mark, trans), time)
              : trans.__('Note at %1', time)
          }
          onKeyDown={onKeyDown}
          onBlur={() => {
            if (isEmpty(line)) {
              model.remove(line);
            }
          }}
        />
      </div>
      <button
        type="button"
        className="interview-Button interview-mod-quiet interview-Note-remove"
        aria-label={trans.__('Delete the note at %1', time)}
        title={trans.__('Delete')}
        onClick={remove}
      >
        <closeIcon.react tag="span" className="interview-Icon" />
      </button>
    </li>
  );
}

/**
 * A line as it is read.
 */
export function ReadLine(props: {
  line: IReadLine;
  current: boolean;
  place: INotesPlace;
  rendermime: IRenderMimeRegistry;
  trans: TranslationBundle;
}): JSX.Element {
  const { line, current, place, rendermime, trans } = props;
  return (
    <li className="interview-Note" aria-current={current ? 'true' : undefined}>
      <Moment at={line.at} place={place} trans={trans} />
      <div className="interview-Note-body">
        <MarkSign mark={line.mark} trans={trans} />
        {line.text && <Markdown source={line.text} rendermime={rendermime} />}
      </div>
    </li>
  );
}

/**
 * When a line was written: the way there, where there is a recording to be looked at.
 */
function Moment(props: {
  at: number | null;
  place: INotesPlace;
  trans: TranslationBundle;
}): JSX.Element {
  const { at, place, trans } = props;
  const time = momentWords(at, place, trans);
  const { link } = place;
  return at !== null && link ? (
    <a
      className="interview-Note-time"
      href={link.to(at)}
      aria-label={trans.__('Go to %1', time)}
      onClick={event => {
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
          event.preventDefault();
          link.go(at);
        }
      }}
    >
      {time}
    </a>
  ) : (
    <span className="interview-Note-time">{time}</span>
  );
}

function MarkSign(props: {
  mark: Mark;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { mark, trans } = props;
  return mark ? (
    <span className="interview-Note-mark" data-mark={mark}>
      {markLabel(mark, trans)}
    </span>
  ) : null;
}

function momentWords(
  at: number | null,
  place: INotesPlace,
  trans: TranslationBundle
): string {
  return at === null ? trans.__('–') : clockTime(at, place.duration);
}
