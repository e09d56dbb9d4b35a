import { ReactWidget } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useMemo, useRef, useState } from 'react';

import { clockTime } from '../engine/clock';
import { IRunEvent, JsonObject, PlaybackEvent } from '../engine/types';
import { IPlayer } from '../tokens';
import { EventSign } from './signs';
import { aftermath, sentence, signOf, Topic, topicOf } from './words';

/**
 * What happened, one after the other.
 */
export class EventsPanel extends ReactWidget {
  constructor(private _options: EventsPanel.IOptions) {
    super();
    this.id = 'interview-events';
    this.addClass('interview-Events');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _options.trans.__('What happened'));
  }

  protected override render(): JSX.Element {
    return <Events {...this._options} />;
  }
}

export namespace EventsPanel {
  export interface IOptions {
    player: IPlayer;
    languages: IEditorLanguageRegistry;
    trans: TranslationBundle;
  }
}

function Events(props: EventsPanel.IOptions): JSX.Element {
  const { player, trans } = props;
  const { events, notes } = player.manifest;
  const [topic, setTopic] = useState<Topic | null>(null);
  const shown = useMemo(
    () => events.filter(event => topic === null || topicOf(event) === topic),
    [events, topic]
  );
  const current = useCurrent(player, shown);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const { current: node } = list;
    const item = node?.children[current] as HTMLElement | undefined;
    // Whoever reads in the list is not moved away.
    if (item && node && !node.matches(':hover, :focus-within')) {
      item.scrollIntoView({ block: 'nearest' });
    }
  }, [current]);
  const topics: ReadonlyArray<[Topic | null, string]> = [
    [null, trans.__('All')],
    ['runs', trans.__('Runs')],
    ['people', trans.__('People')],
    ['signals', trans.__('Signals')]
  ];
  return (
    <>
      <h2>{trans.__('What happened')}</h2>
      <div
        className="interview-Events-topics"
        role="group"
        aria-label={trans.__('Show')}
      >
        {topics.map(([each, label]) => (
          <button
            key={label}
            type="button"
            className="interview-Chip"
            aria-pressed={topic === each}
            onClick={() => setTopic(each)}
          >
            {label}
          </button>
        ))}
      </div>
      {notes.length > 0 && (
        <details className="interview-Events-notes">
          <summary>{trans.__('Not everything can be played back')}</summary>
          <ul>
            {notes.map(note => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
      {shown.length === 0 && (
        <p className="interview-Events-none">
          {topic === null
            ? trans.__('Nothing happened in this interview.')
            : trans.__('Nothing of this kind happened.')}
        </p>
      )}
      <ol ref={list} className="interview-Events-list">
        {shown.map((event, index) => (
          <Item
            key={index}
            event={event}
            current={index === current}
            {...props}
          />
        ))}
      </ol>
    </>
  );
}

/**
 * The position of the last event that had happened.
 */
function useCurrent(
  player: IPlayer,
  events: ReadonlyArray<PlaybackEvent>
): number {
  const [current, setCurrent] = useState(-1);
  useEffect(() => {
    const update = () => {
      let index = events.length - 1;
      while (index >= 0 && events[index].t > player.time) {
        index--;
      }
      setCurrent(index);
    };
    update();
    player.timeChanged.connect(update);
    return () => {
      player.timeChanged.disconnect(update);
    };
  }, [player, events]);
  return current;
}

function ItemOf(
  props: EventsPanel.IOptions & { event: PlaybackEvent; current: boolean }
): JSX.Element {
  const { current, event, player, trans } = props;
  const { manifest } = player;
  const more = aftermath(event, trans);
  const color = manifest.participants[event.who]?.color;
  return (
    <li data-kind={event.kind} aria-current={current ? 'true' : undefined}>
      <button
        type="button"
        className="interview-Event"
        onClick={() => player.goTo(event)}
      >
        <span className="interview-Event-time">
          {clockTime(event.t, manifest.duration)}
        </span>
        <EventSign sign={signOf(event)} />
        <span className="interview-Event-words">
          {color && (
            <span
              className="interview-Event-who"
              style={{ backgroundColor: color }}
              aria-hidden="true"
            />
          )}
          {sentence(event, manifest, trans)}
        </span>
        {event.kind === 'run' && <Source {...props} event={event} />}
        {more && (
          <span className="interview-Event-more" data-sign={signOf(event)}>
            {more}
          </span>
        )}
        {event.kind === 'run' && event.status === 'ok' && (
          <Result text={event.result?.text ?? ''} />
        )}
      </button>
    </li>
  );
}

const Item = React.memo(ItemOf);

// How much of a source and of what it printed is told in the list.
const SOURCE_LINES = 8;
const RESULT_LINES = 3;

function Source(
  props: EventsPanel.IOptions & { event: IRunEvent }
): JSX.Element | null {
  const { event, languages, player } = props;
  const node = useRef<HTMLElement>(null);
  // A run of a file is of what stands in it: its name says enough.
  const source =
    event.cell === null ? '' : firstLines(event.source, SOURCE_LINES);
  useEffect(() => {
    const element = node.current;
    if (!element) {
      return;
    }
    const language = languages.findBest(languageOf(player, event.doc));
    element.textContent = '';
    languages.highlight(source, language, element).catch(() => {
      element.textContent = source;
    });
  }, [source, event.doc, languages, player]);
  return source ? <code ref={node} className="interview-Event-source" /> : null;
}

/**
 * The language of a notebook, as it says itself.
 */
function languageOf(player: IPlayer, doc: number | null): string {
  const meta = player.state?.docs[doc ?? -1]?.meta as JsonObject | undefined;
  const metadata = meta?.metadata as JsonObject | undefined;
  const named = (key: string, name: string) =>
    (metadata?.[key] as JsonObject | undefined)?.[name];
  return String(
    named('language_info', 'name') ??
      named('kernelspec', 'language') ??
      'python'
  );
}

function Result({ text }: { text: string }): JSX.Element | null {
  const shown = firstLines(text.trim(), RESULT_LINES);
  return shown ? <code className="interview-Event-result">{shown}</code> : null;
}

function firstLines(text: string, count: number): string {
  const lines = text.split('\n');
  return lines.length > count
    ? [...lines.slice(0, count), '…'].join('\n')
    : text;
}
