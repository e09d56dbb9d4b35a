import { ReactWidget } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { HTMLSelect } from '@jupyterlab/ui-components';
import React, { useEffect, useRef } from 'react';

import { useChanged } from '../../components/hooks';
import { explain } from '../../services/explain';
import { FinishReview } from '../review/finish';
import { ReviewModel } from '../review/model';
import { clockTime } from '../engine/clock';
import { Follow, IPlayer } from '../tokens';
import { nextIcon, pauseIcon, playIcon, previousIcon } from './icons';
import { Tracks } from './tracks';

const SPEEDS = [0.5, 1, 2, 4, 8, 16, 32];

// Pixels.
const LANE = 24;
const MOST_LANES = 4;
const REST = 76;

/**
 * The clock's controls, and what happened when.
 */
export class Controls extends ReactWidget {
  constructor(private _options: Controls.IOptions) {
    super();
    this.id = 'interview-playback';
    this.addClass('interview-Playback');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _options.trans.__('Playback'));
    const lanes = _options.player.manifest.participants.length;
    this.node.style.minHeight = `${REST + LANE * Math.min(lanes, MOST_LANES)}px`;
  }

  protected override render(): JSX.Element {
    return <Everything {...this._options} />;
  }
}

export namespace Controls {
  export interface IOptions {
    player: IPlayer;
    /**
     * What members alone know; null where it cannot be known here.
     */
    review: ReviewModel | null;
    trans: TranslationBundle;
  }
}

function Everything({ player, review, trans }: Controls.IOptions): JSX.Element {
  useChanged(player.changed);
  const { failure, options, playing } = player;
  const play = playing ? trans.__('Pause') : trans.__('Play');
  const Play = playing ? pauseIcon : playIcon;
  return (
    <>
      <Tracks
        player={player}
        loaded={player.loaded}
        review={review}
        trans={trans}
      />
      <div className="interview-Playback-buttons">
        <button
          type="button"
          className="interview-IconButton"
          aria-label={trans.__('Previous event')}
          title={trans.__('Previous event')}
          onClick={() => player.previousEvent()}
        >
          <previousIcon.react tag="span" aria-hidden="true" />
        </button>
        <button
          type="button"
          className="interview-IconButton interview-PlayButton"
          aria-label={play}
          title={trans.__('%1 (Space)', play)}
          onClick={() => player.toggle()}
        >
          <Play.react tag="span" aria-hidden="true" />
        </button>
        <button
          type="button"
          className="interview-IconButton"
          aria-label={trans.__('Next event')}
          title={trans.__('Next event')}
          onClick={() => player.nextEvent()}
        >
          <nextIcon.react tag="span" aria-hidden="true" />
        </button>
        <Time player={player} trans={trans} />
        <span role="status" className="interview-Playback-status">
          {player.waiting && (
            <>
              <span className="interview-Spinner" aria-hidden="true" />
              {trans.__('Loading…')}
            </>
          )}
          {failure !== null && (
            <>
              {explain(failure, trans)}
              <button
                type="button"
                className="interview-Button"
                onClick={() => player.seek(player.time)}
              >
                {trans.__('Try again')}
              </button>
            </>
          )}
        </span>
        <span className="interview-PadTopBar-space" />
        <label className="interview-Playback-option">
          <span>{trans.__('Follow')}</span>
          <HTMLSelect
            value={String(options.follow)}
            onChange={event => {
              const { value } = event.target;
              player.set({
                follow: (value === 'writing' || value === 'nobody'
                  ? value
                  : Number(value)) as Follow
              });
            }}
          >
            <option value="writing">{trans.__('Whoever writes')}</option>
            {player.manifest.participants.map(({ id, name }, who) => (
              <option key={id} value={who}>
                {name}
              </option>
            ))}
            <option value="nobody">{trans.__('Nobody')}</option>
          </HTMLSelect>
        </label>
        <label className="interview-Playback-option">
          <input
            type="checkbox"
            checked={options.skipIdle}
            onChange={event => player.set({ skipIdle: event.target.checked })}
          />
          <span>{trans.__('Skip idle time')}</span>
        </label>
        <label className="interview-Playback-option">
          <span className="interview-mod-heard">{trans.__('Speed')}</span>
          <HTMLSelect
            value={String(options.speed)}
            title={trans.__('Speed')}
            onChange={event =>
              player.set({ speed: Number(event.target.value) })
            }
          >
            {SPEEDS.map(speed => (
              <option key={speed} value={speed}>
                {`${speed}×`}
              </option>
            ))}
          </HTMLSelect>
        </label>
        {review && <FinishReview review={review} trans={trans} />}
      </div>
    </>
  );
}

function Time({
  player,
  trans
}: Pick<Controls.IOptions, 'player' | 'trans'>): JSX.Element {
  const { duration, start } = player.manifest;
  const node = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    // Sixty times a second while it plays: not worth a rendering.
    const update = () => {
      node.current!.textContent = clockTime(player.time, duration);
    };
    update();
    player.timeChanged.connect(update);
    return () => {
      player.timeChanged.disconnect(update);
    };
  }, [player, duration]);
  const title = () =>
    new Date(start + player.time).toLocaleString(undefined, {
      dateStyle: 'medium',
      timeStyle: 'medium'
    });
  return (
    <span
      className="interview-Playback-time"
      onPointerEnter={event => {
        event.currentTarget.title = title();
      }}
    >
      <span ref={node} role="timer" aria-live="off" />
      <span className="interview-Playback-duration">
        {trans.__('of %1', clockTime(duration, duration))}
      </span>
    </span>
  );
}
