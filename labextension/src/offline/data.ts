import { ISource } from '../playback/engine/timeline';
import { IManifest, ISentSegment } from '../playback/engine/types';

/**
 * What the page brings along: the files of a playback index, compressed, in base64.
 */
interface IContent {
  readonly manifest: IManifest;
  readonly segments: Readonly<Record<string, string>>;
  readonly blobs: Readonly<Record<string, string>>;
}

/**
 * A recording that is part of the page itself.
 */
export class PageSource implements ISource {
  constructor(page: Document) {
    const text = page.getElementById('recording')?.textContent ?? '';
    this._content = JSON.parse(text) as IContent;
  }

  get manifest(): IManifest {
    return this._content.manifest;
  }

  segment(hash: string): Promise<ISentSegment> {
    return unpack(this._content.segments[hash]);
  }

  blob(hash: string): Promise<string> {
    return unpack(this._content.blobs[hash]);
  }

  private _content: IContent;
}

async function unpack<T>(packed: string): Promise<T> {
  const bytes = Uint8Array.from(atob(packed), character =>
    character.charCodeAt(0)
  );
  const stream = new Blob([bytes])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'));
  return (await new Response(stream).json()) as T;
}
