import {
  Contents,
  Drive,
  Event,
  IDefaultDrive,
  IEventManager,
  IKernelManager,
  IKernelSpecManager,
  IServerSettings,
  ISessionManager,
  KernelManager,
  KernelSpecManager,
  ServerConnection,
  ServiceManagerPlugin,
  SessionManager
} from '@jupyterlab/services';
import { IStream, Stream } from '@lumino/signaling';

/**
 * What runs is told by the pad's own document: no browser asks for it every few seconds.
 */
const standby = () => true;

/**
 * A server's events are of no interest here: what happens in a pad is told by its own socket.
 */
class NoEvents implements Event.IManager {
  constructor(readonly serverSettings: ServerConnection.ISettings) {}

  readonly stream: IStream<Event.IManager, Event.Emission> = new Stream<
    Event.IManager,
    Event.Emission
  >(this);

  isDisposed = false;

  dispose(): void {
    this.isDisposed = true;
  }

  async emit(): Promise<void> {
    // Nobody listens.
  }
}

/**
 * A pad keeps no checkpoints, its recording remembers every state: no document asks for its
 * own, or for a new one, when it is opened.
 */
class PadDrive extends Drive {
  override async createCheckpoint(): Promise<Contents.ICheckpointModel> {
    return { id: 'recording', last_modified: new Date().toISOString() };
  }

  override async listCheckpoints(): Promise<Contents.ICheckpointModel[]> {
    return [await this.createCheckpoint()];
  }
}

export const drive: ServiceManagerPlugin<Contents.IDrive> = {
  id: 'interview-labextension:default-drive',
  description: 'Provides the files of a pad, which has no checkpoints.',
  autoStart: true,
  provides: IDefaultDrive,
  optional: [IServerSettings],
  activate: (_: null, serverSettings: ServerConnection.ISettings | undefined) =>
    new PadDrive({ serverSettings })
};

export const events: ServiceManagerPlugin<Event.IManager> = {
  id: 'interview-labextension:event-manager',
  description: 'Provides a stream of events that stays empty.',
  autoStart: true,
  provides: IEventManager,
  optional: [IServerSettings],
  activate: (_: null, settings: ServerConnection.ISettings | undefined) =>
    new NoEvents(settings ?? ServerConnection.makeSettings())
};

export const kernels: ServiceManagerPlugin<KernelManager> = {
  id: 'interview-labextension:kernel-manager',
  description: 'Provides a kernel manager that asks nothing by itself.',
  autoStart: true,
  provides: IKernelManager,
  optional: [IServerSettings],
  activate: (_: null, serverSettings: ServerConnection.ISettings | undefined) =>
    new KernelManager({ serverSettings, standby })
};

export const kernelSpecs: ServiceManagerPlugin<KernelSpecManager> = {
  id: 'interview-labextension:kernel-spec-manager',
  description: 'Provides a kernel spec manager that asks nothing by itself.',
  autoStart: true,
  provides: IKernelSpecManager,
  optional: [IServerSettings],
  activate: (_: null, serverSettings: ServerConnection.ISettings | undefined) =>
    new KernelSpecManager({ serverSettings, standby })
};

export const sessions: ServiceManagerPlugin<SessionManager> = {
  id: 'interview-labextension:session-manager',
  description: 'Provides a session manager that asks nothing by itself.',
  autoStart: true,
  provides: ISessionManager,
  requires: [IKernelManager],
  optional: [IServerSettings],
  activate: (
    _: null,
    kernelManager: KernelManager,
    serverSettings: ServerConnection.ISettings | undefined
  ) => new SessionManager({ kernelManager, serverSettings, standby })
};
