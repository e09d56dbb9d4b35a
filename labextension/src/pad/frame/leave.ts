import { PadApi } from '../../services/padapi';
import { Role } from '../../services/types';

/**
 * Where a browser goes when its pad lets go of it.
 */
export interface IWays {
  /**
   * To the pad's address, which says what is now: waiting, ended, or gone.
   */
  toAddress(): void;
  /**
   * To this page anew.
   */
  reload(): void;
}

// Milliseconds between two questions whether the pad is there again, and how often to ask.
const PAUSE = 300;
const ATTEMPTS = 20;

/**
 * Whether an answer means that this browser has no place in the pad any more.
 */
export function isShutOut(error: unknown): boolean {
  const status = (error as { status?: number } | null)?.status;
  return status === 401 || status === 403 || status === 404;
}

/**
 * Go where a person belongs after the pad has let go of their browser.
 *
 * A candidate leaves at once: the pad's address tells them, kindly, what happened. A member
 * stays, to look at what was written: the page comes back as soon as the pad serves it
 * read-only.
 *
 * @param role - The person's role; null where it is not known.
 * @param wait - Resolves after so many milliseconds.
 */
export async function leave(
  role: Role | null,
  api: Pick<PadApi, 'pad'>,
  ways: IWays,
  wait: (milliseconds: number) => Promise<void> = milliseconds =>
    new Promise(resolve => setTimeout(resolve, milliseconds))
): Promise<void> {
  if (role !== 'interviewer' && role !== 'observer') {
    ways.toAddress();
    return;
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      const pad = await api.pad();
      if (pad.read_only) {
        ways.reload();
        return;
      }
    } catch (error) {
      if (isShutOut(error)) {
        break;
      }
    }
    await wait(PAUSE);
  }
  ways.toAddress();
}
