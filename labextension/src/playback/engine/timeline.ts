import { loadSegment, Segment } from './segment';
import { IManifest, ISentSegment, IState } from './types';

/**
 * Where the parts of a recording come from.
 */
export interface ISource {
  segment(hash: string): Promise<ISentSegment>;
  blob(hash: string): Promise<string>;
}

/**
 * How many decoded segments are kept unless told otherwise.
 */
const KEEP = 24;

/**
 * Everything that was, at any moment.
 *
 * Segments are fetched when they are asked for, the next one ahead of time; those that were
 * not needed for longest are let go.
 */
export class Timeline {
  constructor(
    readonly manifest: IManifest,
    source: ISource,
    options: Timeline.IOptions = {}
  ) {
    this._written = new Set(
      manifest.documents.flatMap(({ type }, doc) =>
        type === 'pad' ? [] : [doc]
      )
    );
    this._source = {
      segment: hash => source.segment(hash),
      blob: hash => this._blob(hash, source)
    };
    this._keep = Math.max(2, options.keep ?? KEEP);
    this._onLoaded = options.onLoaded ?? (() => undefined);
  }

  get duration(): number {
    return this.manifest.duration;
  }

  /**
   * Whether the state at a moment is there at once.
   */
  has(time: number): boolean {
    return this._segments.has(this._at(time));
  }

  /**
   * The stretches that are there at once, in order.
   */
  get loaded(): ReadonlyArray<readonly [from: number, to: number]> {
    return this.manifest.segments
      .filter((_, number) => this._segments.has(number))
      .map(({ from, to }) => [from, to] as const);
  }

  /**
   * The state at a moment if it is there at once, else null.
   */
  peek(time: number): IState | null {
    return this._use(this._at(time))?.stateAt(time) ?? null;
  }

  /**
   * The state at a moment, once it is there; what comes next is fetched, too.
   *
   * @throws What the source throws; asked again, it is tried again.
   */
  async stateAt(time: number): Promise<IState> {
    const number = this._at(time);
    const segment = await this._load(number);
    this.prefetch(time);
    return segment.stateAt(time);
  }

  /**
   * Fetch what comes after a moment's segment, without waiting.
   */
  prefetch(time: number): void {
    const next = this._at(time) + 1;
    if (next < this.manifest.segments.length && !this._segments.has(next)) {
      // Whoever comes to it asks again and is told.
      this._load(next).catch(() => undefined);
    }
  }

  /**
   * When the next change that can be seen after a moment is; null after the last.
   */
  async changeAfter(time: number): Promise<number | null> {
    for (
      let number = this._at(time);
      number < this.manifest.segments.length;
      number++
    ) {
      const found = (await this._load(number)).changeAfter(time, this._written);
      if (found !== null) {
        return found;
      }
    }
    return null;
  }

  /**
   * When the last change that can be seen before a moment was; null before the first.
   */
  async changeBefore(time: number): Promise<number | null> {
    for (let number = this._at(time); number >= 0; number--) {
      const found = (await this._load(number)).changeBefore(
        time,
        this._written
      );
      if (found !== null) {
        return found;
      }
    }
    return null;
  }

  /**
   * Who wrote in a document last at a moment, as far as the moment's segment tells.
   *
   * @param who - Only what they did; anybody if null.
   */
  lastChange(
    time: number,
    who: number | null = null
  ): { who: number; doc: number } | null {
    return (
      this._use(this._at(time))?.lastChange(time, this._written, who) ?? null
    );
  }

  /**
   * The number of the segment that a moment is in.
   */
  private _at(time: number): number {
    const { segments } = this.manifest;
    let low = 0;
    let high = segments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (segments[middle].from <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return Math.max(0, low - 1);
  }

  private _use(number: number): Segment | null {
    const segment = this._segments.get(number);
    if (!segment) {
      return null;
    }
    this._segments.delete(number);
    this._segments.set(number, segment);
    return segment;
  }

  private _load(number: number): Promise<Segment> {
    const there = this._use(number);
    if (there) {
      return Promise.resolve(there);
    }
    const loading = this._loading.get(number) ?? this._fetch(number);
    this._loading.set(number, loading);
    return loading;
  }

  private async _fetch(number: number): Promise<Segment> {
    try {
      const info = this.manifest.segments[number];
      const segment = await loadSegment(info, this._source);
      segment.prepare();
      this._segments.set(number, segment);
      for (const oldest of this._segments.keys()) {
        if (this._segments.size <= this._keep) {
          break;
        }
        this._segments.delete(oldest);
      }
      return segment;
    } finally {
      this._loading.delete(number);
      this._onLoaded();
    }
  }

  /**
   * The same string for the same hash wherever it is still used, so that a plot that is in
   * ten segments is in memory once.
   */
  private _blob(hash: string, source: ISource): Promise<string> {
    let blob = this._blobs.get(hash);
    if (blob) {
      this._blobs.delete(hash);
    } else {
      blob = source.blob(hash);
      blob.catch(() => this._blobs.delete(hash));
    }
    this._blobs.set(hash, blob);
    if (this._blobs.size > BLOBS) {
      this._blobs.delete(this._blobs.keys().next().value!);
    }
    return blob;
  }

  private _source: ISource;
  // The documents that people write in.
  private _written: ReadonlySet<number>;
  private _keep: number;
  private _onLoaded: () => void;
  // In the order of their last use.
  private _segments = new Map<number, Segment>();
  private _loading = new Map<number, Promise<Segment>>();
  private _blobs = new Map<string, Promise<string>>();
}

// How many strings that are kept apart are remembered beyond the segments that hold them.
const BLOBS = 256;

export namespace Timeline {
  export interface IOptions {
    /**
     * How many decoded segments are kept; at least two.
     */
    keep?: number;
    /**
     * Called when a segment has come, or could not be fetched.
     */
    onLoaded?: () => void;
  }
}
