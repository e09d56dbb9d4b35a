import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

/**
 * A refusal or failure, in the server's words for a person.
 */
export class RequestError extends Error {
  /**
   * @param message - What happened, what is safe and what to do next.
   * @param reason - A short stable word: the server's, or "offline" if it did not answer.
   * @param status - The HTTP status; 0 without an answer.
   * @param data - All that the server answered, where it was JSON.
   */
  constructor(
    message: string,
    readonly reason: string,
    readonly status: number,
    readonly data: unknown = undefined
  ) {
    super(message);
    this.name = 'RequestError';
  }

  /**
   * Whether the person has to sign in (again).
   */
  get signedOut(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

/**
 * Send a request with the page's own credentials and read the JSON answer.
 *
 * @param path - Under the base URL of the server that the page came from.
 * @returns The answer's body; `undefined` if it has none.
 * @throws {@link RequestError}
 */
export async function request<T>(
  settings: ServerConnection.ISettings,
  path: string,
  method = 'GET',
  body?: unknown
): Promise<T> {
  const init: RequestInit = { method };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { 'Content-Type': 'application/json' };
  }
  const response = await send(settings, path, init);
  return parse(await response.text()) as T;
}

/**
 * Send a request with the page's own credentials, and leave the answer as it came.
 *
 * @param path - Under the base URL of the server that the page came from.
 * @throws {@link RequestError}
 */
export async function send(
  settings: ServerConnection.ISettings,
  path: string,
  init: RequestInit
): Promise<Response> {
  let response: Response;
  try {
    response = await ServerConnection.makeRequest(
      URLExt.join(settings.baseUrl, path),
      // Asked anew every time, without the time of day that JupyterLab would add to the address.
      { cache: 'no-cache', ...init },
      settings
    );
  } catch (reason) {
    throw new RequestError(String(reason), 'offline', 0);
  }
  if (!response.ok) {
    const data = parse(await response.text());
    const said = (data ?? {}) as { message?: string; reason?: string };
    throw new RequestError(
      said.message || `${response.status} ${response.statusText}`,
      said.reason || 'error',
      response.status,
      data
    );
  }
  return response;
}

function parse(text: string): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
