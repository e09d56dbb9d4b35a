import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

import { IPadDocument } from '../tokens';

const ROOM = 'json:pad:pad';

/**
 * Reads the document about the pad, over the same route as every shared document.
 */
export class PadDocument implements IPadDocument {
  constructor(settings: ServerConnection.ISettings) {
    this._provider = new WebsocketProvider(
      URLExt.join(settings.wsUrl, 'api/collaboration/room'),
      ROOM,
      this.doc,
      {
        disableBc: true,
        params:
          settings.appendToken && settings.token
            ? { token: settings.token }
            : {},
        WebSocketPolyfill: settings.WebSocket
      }
    );
    // Presence is the server's to tell; here is nothing to be aware of.
    this._provider.awareness.setLocalState(null);
    this._provider.on('sync', (synced: boolean) => {
      this._syncedChanged.emit(synced);
    });
  }

  readonly doc = new Y.Doc();

  get synced(): boolean {
    return this._provider.synced;
  }

  get syncedChanged(): ISignal<this, boolean> {
    return this._syncedChanged;
  }

  /**
   * Stop reading, for good: the pad has let go of this browser.
   */
  disconnect(): void {
    this._provider.disconnect();
  }

  private _provider: WebsocketProvider;
  private _syncedChanged = new Signal<this, boolean>(this);
}
