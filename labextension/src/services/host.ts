import { ServerConnection } from '@jupyterlab/services';

import { Page } from './page';

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
