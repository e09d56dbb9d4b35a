import { ServerConnection } from '@jupyterlab/services';

import { EventSocket, socketUrl } from './eventsocket';
import { request } from './request';
import {
  AdmissionAction,
  HostEvent,
  IAdmission,
  ILanguage,
  IMember,
  INewPad,
  IPad
} from './types';

const API = 'interview/api';

/**
 * The control plane, for a signed-in member. Every method throws `RequestError`.
 */
export class HostApi {
  constructor(
    readonly settings: ServerConnection.ISettings = ServerConnection.makeSettings()
  ) {}

  /**
   * Who is signed in.
   */
  me(): Promise<IMember> {
    return request(this.settings, `${API}/me`);
  }

  /**
   * The languages that a pad can be made with, by their names.
   */
  async languages(): Promise<ILanguage[]> {
    const { languages } = await request<{ languages: ILanguage[] }>(
      this.settings,
      `${API}/languages`
    );
    return languages;
  }

  /**
   * Every pad that the member may see.
   */
  async pads(): Promise<IPad[]> {
    const { pads } = await request<{ pads: IPad[] }>(
      this.settings,
      `${API}/pads`
    );
    return pads;
  }

  create(pad: INewPad): Promise<IPad> {
    return request(this.settings, `${API}/pads`, 'POST', pad);
  }

  /**
   * End the interview for everybody inside.
   */
  end(id: string): Promise<IPad> {
    return request(this.settings, `${pad(id)}/end`, 'POST');
  }

  /**
   * Return an ended pad to being in progress.
   */
  reopen(id: string): Promise<IPad> {
    return request(this.settings, `${pad(id)}/reopen`, 'POST');
  }

  /**
   * Who knocked at a pad, whatever was decided.
   */
  async admissions(id: string): Promise<IAdmission[]> {
    const { admissions } = await request<{ admissions: IAdmission[] }>(
      this.settings,
      `${pad(id)}/admissions`
    );
    return admissions;
  }

  decide(
    id: string,
    admission: string,
    action: AdmissionAction
  ): Promise<IAdmission> {
    return request(
      this.settings,
      `${pad(id)}/admissions/${encodeURIComponent(admission)}`,
      'PATCH',
      { action }
    );
  }

  /**
   * Listen to what happens to the pads. The caller disposes of the socket.
   */
  events(): EventSocket<HostEvent> {
    return new EventSocket(() => socketUrl(this.settings, `${API}/events`));
  }
}

function pad(id: string): string {
  return `${API}/pads/${encodeURIComponent(id)}`;
}
