import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { request, send } from '../services/request';
import {
  IAuditFilters,
  IAuditPart,
  IAuditQuery,
  IQuota,
  ISettings,
  PictureKey,
  SettingKey,
  SettingValue
} from './types';

const SETTINGS = 'interview/api/settings';
const AUDIT = 'interview/api/audit';

/**
 * The control plane's settings and its audit log, for administrators. Every method throws
 * `RequestError`; then nothing changed.
 */
export class SettingsApi {
  constructor(
    readonly settings: ServerConnection.ISettings = ServerConnection.makeSettings()
  ) {}

  get(): Promise<ISettings> {
    return request(this.settings, SETTINGS);
  }

  /**
   * @param changes - By key; null goes back to the default.
   */
  change(
    changes: Partial<Record<SettingKey, SettingValue | null>>
  ): Promise<ISettings> {
    return request(this.settings, SETTINGS, 'PATCH', changes);
  }

  /**
   * How many pads count in the present period.
   */
  quota(): Promise<IQuota> {
    return request(this.settings, 'interview/api/quota');
  }

  async putPicture(key: PictureKey, picture: Blob): Promise<ISettings> {
    const response = await send(this.settings, pictureAt(key), {
      method: 'PUT',
      body: picture,
      headers: { 'Content-Type': 'application/octet-stream' }
    });
    return response.json();
  }

  removePicture(key: PictureKey): Promise<ISettings> {
    return request(this.settings, pictureAt(key), 'DELETE');
  }

  /**
   * The waiting room as a candidate would see it, as a page that loads nothing.
   */
  async preview(
    values: Partial<Record<SettingKey, SettingValue>>
  ): Promise<string> {
    const { html } = await request<{ html: string }>(
      this.settings,
      `${SETTINGS}/preview`,
      'POST',
      values
    );
    return html;
  }

  /**
   * @param before - The number of the line to go on before; null: begin with the newest.
   */
  audit(query: IAuditQuery, before: number | null): Promise<IAuditPart> {
    const parameters = auditParameters(query);
    if (before !== null) {
      parameters.set('before', String(before));
    }
    return request(this.settings, `${AUDIT}?${parameters}`);
  }

  auditFilters(): Promise<IAuditFilters> {
    return request(this.settings, `${AUDIT}/filters`);
  }

  /**
   * Where the lines are as a file.
   */
  exportUrl(query: IAuditQuery, format: 'csv' | 'jsonl'): string {
    const parameters = auditParameters(query);
    parameters.set('format', format);
    return `${URLExt.join(this.settings.baseUrl, AUDIT, 'export')}?${parameters}`;
  }
}

function pictureAt(key: PictureKey): string {
  return `${SETTINGS}/${key.replace(/_/g, '-')}`;
}

function auditParameters(query: IAuditQuery): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const key of ['member', 'action', 'pad'] as const) {
    if (query[key]) {
      parameters.set(key, query[key]);
    }
  }
  const from = startOf(query.from, 0);
  const to = startOf(query.to, 1);
  if (from) {
    parameters.set('from', from);
  }
  if (to) {
    parameters.set('to', to);
  }
  return parameters;
}

/**
 * When a day begins where the reader is, as an instant; empty for no day.
 *
 * @param later - How many days later.
 */
function startOf(day: string, later: number): string {
  const moment = new Date(`${day}T00:00`);
  if (isNaN(moment.getTime())) {
    return '';
  }
  moment.setDate(moment.getDate() + later);
  return moment.toISOString();
}
