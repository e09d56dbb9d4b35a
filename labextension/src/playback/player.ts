import { ISignal, Signal } from '@lumino/signaling';

import { advance } from './engine/clock';
import { Timeline } from './engine/timeline';
import { IManifest, IPlace, IState, PlaybackEvent } from './engine/types';
import { IPlaybackOptions, IPlayer, IWhere } from './tokens';

/**
 * What the clock is driven by: a browser's frames, or a test.
 */
export interface IFrames {
  request(callback: (milliseconds: number) => void): number;
  cancel(handle: number): void;
}

const FRAMES: IFrames = {
  request: callback => requestAnimationFrame(callback),
  cancel: handle => cancelAnimationFrame(handle)
};

// Milliseconds of the wall's clock that one frame may take at most: a page that was not looked at
// goes on where it was.
const LONGEST = 250;

export class Player implements IPlayer {
  /**
   * @param makeTimeline - Makes the timeline; it is to call back when something was loaded.
   */
  constructor(
    readonly manifest: IManifest,
    makeTimeline: (onLoaded: () => void) => Timeline,
    private _frames: IFrames = FRAMES
  ) {
    this._timeline = makeTimeline(() => this._changed.emit());
  }

  get time(): number {
    return this._time;
  }

  get state(): IState | null {
    return this._state;
  }

  get playing(): boolean {
    return this._frame !== null;
  }

  get waiting(): boolean {
    return this._waiting;
  }

  get failure(): unknown {
    return this._failure;
  }

  get options(): IPlaybackOptions {
    return this._options;
  }

  get loaded(): ReadonlyArray<readonly [from: number, to: number]> {
    return this._timeline.loaded;
  }

  get timeChanged(): ISignal<this, number> {
    return this._timeChanged;
  }

  get stateChanged(): ISignal<this, IState> {
    return this._stateChanged;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get revealed(): ISignal<this, IWhere> {
    return this._revealed;
  }

  get jumped(): ISignal<this, number> {
    return this._jumped;
  }

  seek(time: number): void {
    this._go(time);
    this._jumped.emit(this._time);
  }

  play(): void {
    if (this.playing) {
      return;
    }
    if (this._time >= this.manifest.duration) {
      this.seek(0);
    }
    let last: number | null = null;
    const tick = (now: number) => {
      this._frame = this._frames.request(tick);
      const passed = last === null ? 0 : Math.min(now - last, LONGEST);
      last = now;
      // The clock stands still while the recording is on its way.
      if (this._waiting || passed <= 0) {
        return;
      }
      const { speed, skipIdle } = this._options;
      const { duration, idle } = this.manifest;
      this._go(
        advance(this._time, passed, speed, skipIdle ? idle : [], duration)
      );
      if (this._time >= duration) {
        this.pause();
      }
    };
    this._frame = this._frames.request(tick);
    this._changed.emit();
  }

  pause(): void {
    if (this._frame !== null) {
      this._frames.cancel(this._frame);
      this._frame = null;
      this._changed.emit();
    }
  }

  toggle(): void {
    if (this.playing) {
      this.pause();
    } else {
      this.play();
    }
  }

  set(options: Partial<IPlaybackOptions>): void {
    this._options = { ...this._options, ...options };
    this._changed.emit();
    if (this._state) {
      this._stateChanged.emit(this._state);
    }
  }

  goTo(event: PlaybackEvent): void {
    this.seek(event.t);
    const doc = 'doc' in event ? event.doc : null;
    if (typeof doc === 'number') {
      this.reveal({ doc, cell: 'cell' in event ? event.cell : null });
    }
  }

  reveal(where: IWhere): void {
    this._revealed.emit(where);
  }

  nextEvent(): void {
    const next = this.manifest.events.find(({ t }) => t > this._time);
    if (next) {
      this.goTo(next);
    } else {
      this.seek(this.manifest.duration);
    }
  }

  previousEvent(): void {
    // Just after an event, as when it plays, one wants the one before.
    const before = this.playing ? this._time - RECENT : this._time;
    const { events } = this.manifest;
    for (let index = events.length - 1; index >= 0; index--) {
      if (events[index].t < before) {
        this.goTo(events[index]);
        return;
      }
    }
    this.seek(0);
  }

  async nextChange(): Promise<void> {
    await this._step(() => this._timeline.changeAfter(this._time));
  }

  async previousChange(): Promise<void> {
    await this._step(() => this._timeline.changeBefore(this._time));
  }

  followed(): IPlace | null {
    const { follow } = this._options;
    if (follow === 'nobody' || !this._state) {
      return null;
    }
    const last = this._timeline.lastChange(
      this._time,
      follow === 'writing' ? null : follow
    );
    const who = follow === 'writing' ? last?.who : follow;
    const place = who === undefined ? null : this._state.cursors[who];
    if (place) {
      return place;
    }
    return last ? { doc: last.doc, cell: null, anchor: 0, head: 0 } : null;
  }

  private async _step(find: () => Promise<number | null>): Promise<void> {
    this.pause();
    try {
      const time = await find();
      if (time !== null) {
        this.seek(time);
      }
    } catch (error) {
      this._fail(error);
    }
  }

  private _go(time: number): void {
    this._time = Math.min(Math.max(0, time), this.manifest.duration);
    this._timeChanged.emit(this._time);
    const state = this._timeline.peek(this._time);
    if (state) {
      this._timeline.prefetch(this._time);
      this._show(state);
    } else {
      void this._load(this._time);
    }
  }

  private async _load(time: number): Promise<void> {
    if (!this._waiting) {
      this._waiting = true;
      this._changed.emit();
    }
    try {
      const state = await this._timeline.stateAt(time);
      if (time === this._time) {
        this._show(state);
      }
    } catch (error) {
      if (time === this._time) {
        this._fail(error);
      }
    }
  }

  private _show(state: IState): void {
    if (this._waiting || this._failure !== null) {
      this._waiting = false;
      this._failure = null;
      this._changed.emit();
    }
    if (state !== this._state) {
      this._state = state;
      this._stateChanged.emit(state);
    }
  }

  private _fail(error: unknown): void {
    this._waiting = false;
    this._failure = error;
    this.pause();
    this._changed.emit();
  }

  private _timeline: Timeline;
  private _time = 0;
  private _state: IState | null = null;
  private _waiting = false;
  private _failure: unknown = null;
  private _frame: number | null = null;
  private _options: IPlaybackOptions = {
    speed: 1,
    skipIdle: true,
    follow: 'writing'
  };
  private _timeChanged = new Signal<this, number>(this);
  private _stateChanged = new Signal<this, IState>(this);
  private _changed = new Signal<this, void>(this);
  private _revealed = new Signal<this, IWhere>(this);
  private _jumped = new Signal<this, number>(this);
}

// Milliseconds of the recording.
const RECENT = 1500;
