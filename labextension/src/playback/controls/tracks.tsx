import { ReactWidget } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import React, { useEffect, useMemo, useRef, useState } from 'react';

import { initials } from '../../pad/shared/people';
import { beginning, commentsNear } from '../comments/marks';
import { clockTime } from '../engine/clock';
import { IManifest, PlaybackEvent } from '../engine/types';
import { EventSign } from '../events/signs';
import { aftermath, sentence, signOf } from '../events/words';
import { IComment } from '../review/api';
import { ReviewModel } from '../review/model';
import { IPlayer } from '../tokens';

interface IProps {
  player: IPlayer;
  trans: TranslationBundle;
}

// Pixels around the pointer within which an event is meant.
const NEAR = 6;

const MOVING = '.interview-Playhead, .interview-Bar-past';

// Milliseconds of the recording.
const SECOND = 1000;
const STEP = 5000;
const LONG_STEP = 60_000;

/**
 * A track for each person, with what they did when, and the bar to go somewhere else.
 */
export function Tracks(
  props: IProps & { loaded: IPlayer['loaded']; review: ReviewModel | null }
): JSX.Element {
  const { loaded, player, review, trans } = props;
  const { manifest } = player;
  const root = useRef<HTMLDivElement>(null);
  const comments = useComments(review);
  const hint = useMemo(
    () => new Hint(player, review, trans),
    [player, review, trans]
  );
  useEffect(() => () => hint.dispose(), [hint]);
  useEffect(() => {
    const update = () => {
      const at = String(player.time / Math.max(1, manifest.duration));
      // Set above them it would be a new style for hundreds of marks, too.
      for (const node of root.current!.querySelectorAll<HTMLElement>(MOVING)) {
        node.style.setProperty('--interview-at', at);
      }
    };
    update();
    player.timeChanged.connect(update);
    return () => {
      player.timeChanged.disconnect(update);
    };
  }, [player, manifest.duration]);

  const timeAt = (event: React.PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const part = Math.min(1, Math.max(0, (event.clientX - left) / width));
    return part * manifest.duration;
  };
  const near = (width: number) => (NEAR / width) * manifest.duration;
  const down = (event: React.PointerEvent<HTMLElement>) => {
    if (event.button !== 0) {
      return;
    }
    event.currentTarget.setPointerCapture(event.pointerId);
    const time = timeAt(event);
    const distance = near(event.currentTarget.clientWidth);
    const [meant] = eventsNear(manifest, time, distance);
    const [comment] = commentsNear(comments, time, distance);
    if (
      comment &&
      (!meant || Math.abs(comment.moment - time) < Math.abs(meant.t - time))
    ) {
      player.seek(comment.moment);
    } else if (meant) {
      player.goTo(meant);
    } else {
      player.seek(wholeSecond(time, manifest.duration));
    }
  };
  const move = (event: React.PointerEvent<HTMLElement>) => {
    const time = timeAt(event);
    hint.showAt(event.clientX, time, event.currentTarget);
    if (event.currentTarget.hasPointerCapture(event.pointerId)) {
      player.seek(wholeSecond(time, manifest.duration));
    }
  };
  return (
    <div ref={root} className="interview-Tracks">
      <div className="interview-Tracks-rows">
        {manifest.participants.map((person, who) => (
          <React.Fragment key={person.id}>
            <div className="interview-Track-name" title={person.name}>
              <span
                className="interview-Avatar"
                style={{ backgroundColor: person.color }}
                aria-hidden="true"
              >
                {initials(person.name)}
              </span>
              <span>{person.name}</span>
            </div>
            <Lane player={player} who={who} />
          </React.Fragment>
        ))}
        <div className="interview-Track-name" />
        <Bar manifest={manifest} loaded={loaded} comments={comments} />
        <div
          className="interview-Tracks-over"
          onPointerDown={down}
          onPointerMove={move}
          onPointerLeave={() => hint.hide()}
        >
          <Slider player={player} trans={trans} />
        </div>
      </div>
    </div>
  );
}

const NONE: ReadonlyArray<IComment> = [];

/**
 * The comments as they are known.
 */
function useComments(review: ReviewModel | null): ReadonlyArray<IComment> {
  const [comments, setComments] = useState(review?.comments ?? NONE);
  useEffect(() => {
    const update = () => setComments(review?.comments ?? NONE);
    update();
    review?.changed.connect(update);
    return () => {
      review?.changed.disconnect(update);
    };
  }, [review]);
  return comments;
}

function wholeSecond(time: number, duration: number): number {
  return time > duration - SECOND / 2
    ? duration
    : Math.round(time / SECOND) * SECOND;
}

/**
 * What happened about a moment, the nearest first.
 */
function eventsNear(
  manifest: IManifest,
  time: number,
  distance: number
): PlaybackEvent[] {
  return manifest.events
    .filter(({ t }) => Math.abs(t - time) <= distance)
    .sort((a, b) => Math.abs(a.t - time) - Math.abs(b.t - time));
}

/**
 * Where one is, and the handle to be somewhere else.
 */
function Slider({ player, trans }: IProps): JSX.Element {
  const { duration } = player.manifest;
  const node = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const update = () => {
      const element = node.current!;
      const seconds = String(Math.floor(player.time / SECOND));
      if (element.getAttribute('aria-valuenow') !== seconds) {
        element.setAttribute('aria-valuenow', seconds);
        element.setAttribute(
          'aria-valuetext',
          trans.__(
            '%1 of %2',
            clockTime(player.time, duration),
            clockTime(duration, duration)
          )
        );
      }
    };
    update();
    player.timeChanged.connect(update);
    return () => {
      player.timeChanged.disconnect(update);
    };
  }, [player, duration, trans]);
  const key = (event: React.KeyboardEvent) => {
    const by = {
      ArrowUp: STEP,
      ArrowDown: -STEP,
      PageUp: LONG_STEP,
      PageDown: -LONG_STEP
    }[event.key];
    if (by) {
      event.preventDefault();
      player.seek(player.time + by);
    }
  };
  return (
    <div
      ref={node}
      className="interview-Playhead"
      role="slider"
      tabIndex={0}
      aria-label={trans.__('Position in the recording')}
      aria-valuemin={0}
      aria-valuemax={Math.floor(duration / SECOND)}
      onKeyDown={key}
    />
  );
}

/**
 * One person's track.
 */
function LaneOf(props: { player: IPlayer; who: number }): JSX.Element {
  const { player, who } = props;
  const { activity, duration, events, participants } = player.manifest;
  const shape = useMemo(() => histogram(player.manifest, who), [player, who]);
  return (
    <div className="interview-Lane">
      <svg
        viewBox={`0 0 ${Math.max(1, duration / activity.step)} 1`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <path d={shape} fill={participants[who].color} />
      </svg>
      {events
        .filter(event => event.who === who)
        .map((event, index) => (
          <span
            key={index}
            className="interview-Mark"
            style={{ left: `${(100 * event.t) / Math.max(1, duration)}%` }}
          >
            <EventSign sign={signOf(event)} />
          </span>
        ))}
    </div>
  );
}

const Lane = React.memo(LaneOf);

/**
 * How much somebody did when, as an outline of height 1.
 */
function histogram({ activity }: IManifest, who: number): string {
  const most = Math.max(1, ...activity.of.map(each => Math.max(0, ...each)));
  let path = 'M0 1';
  (activity.of[who] ?? []).forEach((count, index) => {
    // By the root, so that a little is seen beside a lot.
    const height = count > 0 ? Math.max(0.12, Math.sqrt(count / most)) : 0;
    path += `H${index}V${(1 - height).toFixed(3)}H${index + 1}`;
  });
  return `${path}V1Z`;
}

/**
 * The bar under the tracks: what is loaded, when nothing happened, and what concerns everybody.
 */
function BarOf(props: {
  manifest: IManifest;
  loaded: IPlayer['loaded'];
  comments: ReadonlyArray<IComment>;
}): JSX.Element {
  const { comments, loaded, manifest } = props;
  const { duration, events, idle } = manifest;
  const place = ([from, to]: readonly [number, number]) => ({
    left: `${(100 * from) / Math.max(1, duration)}%`,
    width: `${(100 * (to - from)) / Math.max(1, duration)}%`
  });
  return (
    <div className="interview-Bar">
      <div className="interview-Bar-rail">
        {loaded.map(stretch => (
          <span
            key={stretch[0]}
            className="interview-Bar-loaded"
            style={place(stretch)}
          />
        ))}
        {idle.map(stretch => (
          <span
            key={stretch[0]}
            className="interview-Bar-idle"
            style={place(stretch)}
          />
        ))}
        <span className="interview-Bar-past" />
      </div>
      {events
        .filter(event => event.who < 0)
        .map((event, index) => (
          <span
            key={index}
            className="interview-Mark"
            style={{ left: place([event.t, event.t]).left }}
          >
            <EventSign sign={signOf(event)} />
          </span>
        ))}
      {comments.map(({ id, moment }) => (
        <span
          key={id}
          className="interview-Mark"
          data-comment={true}
          style={{ left: place([moment, moment]).left }}
        >
          <EventSign sign="comment" />
        </span>
      ))}
    </div>
  );
}

const Bar = React.memo(BarOf);

// How many events are told at one place.
const TOLD = 3;

// Pixels.
const HINT_WIDTH = 300;
const MARGIN = 8;

/**
 * When and what is under the pointer. It floats over the page: the controls have no room for it.
 */
class Hint extends ReactWidget {
  constructor(
    private _player: IPlayer,
    private _review: ReviewModel | null,
    private _trans: TranslationBundle
  ) {
    super();
    this.addClass('interview-Hint');
    this.node.setAttribute('aria-hidden', 'true');
    this.hide();
  }

  /**
   * @param x - Where the pointer is, in pixels of the page.
   * @param over - What it is on.
   */
  showAt(x: number, time: number, over: HTMLElement): void {
    const { top, width } = over.getBoundingClientRect();
    const { manifest } = this._player;
    this._time = time;
    const distance = (NEAR / Math.max(1, width)) * manifest.duration;
    this._events = eventsNear(manifest, time, distance);
    this._comments = commentsNear(
      this._review?.comments ?? NONE,
      time,
      distance
    );
    const half = HINT_WIDTH / 2 + MARGIN;
    const left = Math.min(Math.max(x, half), window.innerWidth - half);
    this.node.style.left = `${left}px`;
    this.node.style.bottom = `${window.innerHeight - top + MARGIN}px`;
    if (!this.isAttached) {
      Widget.attach(this, document.body);
    }
    this.show();
    this.update();
  }

  protected override render(): JSX.Element {
    const { manifest } = this._player;
    const time = this._events[0]?.t ?? this._comments[0]?.moment ?? this._time;
    const comments = this._comments.slice(0, TOLD);
    const more =
      Math.max(0, this._events.length - TOLD) +
      this._comments.length -
      comments.length;
    return (
      <>
        <strong>{clockTime(time, manifest.duration)}</strong>
        {this._events.slice(0, TOLD).map((event, index) => (
          <span key={index}>
            <EventSign sign={signOf(event)} />
            {[
              sentence(event, manifest, this._trans),
              aftermath(event, this._trans)
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        ))}
        {comments.map(({ author, id, text }) => (
          <span key={id}>
            <EventSign sign="comment" />
            {this._trans.__('%1: %2', author, beginning(text))}
          </span>
        ))}
        {more > 0 && <span>{this._trans.__('and %1 more', more)}</span>}
      </>
    );
  }

  private _time = 0;
  private _events: PlaybackEvent[] = [];
  private _comments: IComment[] = [];
}
