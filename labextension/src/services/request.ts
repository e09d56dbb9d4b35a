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
   */
  constructor(
    message: string,
    readonly reason: string,
    readonly status: number
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
  let response: Response;
  try {
    response = await ServerConnection.makeRequest(
      URLExt.join(settings.baseUrl, path),
      init,
      settings
    );
  } catch (reason) {
    throw new RequestError(String(reason), 'offline', 0);
  }
  const text = await response.text();
  let data: unknown;
  try {
    data = text ? JSON.parse(text) : undefined;
  } catch {
    data = undefined;
  }
  if (!response.ok) {
    const said = (data ?? {}) as { message?: string; reason?: string };
    throw new RequestError(
      said.message || `${response.status} ${response.statusText}`,
      said.reason || 'error',
      response.status
    );
  }
  return data as T;
}
