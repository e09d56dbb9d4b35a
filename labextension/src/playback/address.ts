import { ISignal } from '@lumino/signaling';

import { fromFragment, toFragment } from './engine/clock';
import { IPlayer } from './tokens';

// Milliseconds between two changes of the address: browsers refuse to change it all the time.
const PAUSE = 500;

/**
 * Keep the page's address and the player's moment together.
 *
 * @param rewritten - Emitted when JupyterLab may have changed the address to one without a moment.
 * @param asked - The address's fragment as it was when the page began.
 * @param atEnd - Whether one begins with how everything was at the end.
 */
export function keepAddress(
  player: IPlayer,
  rewritten: ISignal<unknown, unknown>,
  asked: string,
  atEnd: boolean
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    timer = undefined;
    const { pathname, search } = window.location;
    window.history.replaceState(
      window.history.state,
      '',
      pathname + search + toFragment(player.time)
    );
  };
  const later = () => {
    timer ??= setTimeout(write, PAUSE);
  };
  player.jumped.connect(later);
  rewritten.connect(later);
  player.changed.connect(() => {
    if (!player.playing && player.time > 0) {
      later();
    }
  });
  window.addEventListener('hashchange', ({ newURL }) => {
    // Not the address of now, which may have been kept together with the moment meanwhile.
    const time = fromFragment(new URL(newURL).hash);
    if (time !== null) {
      player.pause();
      player.seek(time);
    }
  });
  const time = fromFragment(window.location.hash || asked);
  player.seek(time ?? (atEnd ? player.manifest.duration : 0));
  if (time === null && !atEnd) {
    void begin(player);
  }
}

// Changes within which a document has to come for it to be waited for.
const SOON = 50;

/**
 * Go to where there is something to see: people come in before the documents are opened.
 */
async function begin(player: IPlayer): Promise<void> {
  const { front } = player.manifest;
  for (let count = 0; count < SOON; count++) {
    const before = player.time;
    await player.nextChange();
    if (player.state?.docs[front] || player.time === before) {
      break;
    }
  }
  if (!player.state?.docs[front]) {
    player.seek(0);
  }
}
