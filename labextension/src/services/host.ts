import { ServerConnection } from '@jupyterlab/services';

import { EventSocket } from './eventsocket';
import { HostApi } from './hostapi';
import { Page } from './page';
import { HostEvent } from './types';

/**
 * How a member's page inside a pad speaks to the host, with the member's own sign-in; null where
 * pads are on another site, which the sign-in does not reach, and on pages of others.
 */
export function hostSettings(): ServerConnection.ISettings | null {
  const address = Page.hostUrl();
  if (!address) {
    return null;
  }
  const { href, origin } = new URL(address, window.location.href);
  return origin === window.location.origin
    ? ServerConnection.makeSettings({ baseUrl: href, appUrl: '', token: '' })
    : null;
}

/**
 * What the host says to a member's page inside a pad: one socket for all that listen there. Null
 * where `hostSettings` is.
 */
export function hostEvents(): EventSocket<HostEvent> | null {
  const settings = hostSettings();
  if (settings && !socket) {
    socket = new HostApi(settings).events();
  }
  return settings && socket;
}

let socket: EventSocket<HostEvent> | null = null;
