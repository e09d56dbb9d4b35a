import { Kernel, ServerConnection, SessionAPI } from '@jupyterlab/services';

/**
 * Connections to ask the kernels of documents about code: what could follow, what something
 * is. Running code is the run service's alone, and the server sees to that.
 */
export class HelpfulKernels {
  constructor(
    private _kernels: Pick<Kernel.IManager, 'connectTo'>,
    private _settings: ServerConnection.ISettings
  ) {}

  /**
   * The kernel of a document; null if it has none.
   */
  async of(path: string): Promise<Kernel.IKernelConnection | null> {
    const known = this._connections.get(path);
    if (known && !known.isDisposed && known.status !== 'dead') {
      return known;
    }
    known?.dispose();
    this._connections.delete(path);
    for (const session of await SessionAPI.listRunning(this._settings)) {
      if (session.path === path && session.kernel) {
        const connection = this._kernels.connectTo({
          model: session.kernel,
          handleComms: false
        });
        this._connections.set(path, connection);
        return connection;
      }
    }
    return null;
  }

  private _connections = new Map<string, Kernel.IKernelConnection>();
}
