import { fromFragment, toFragment } from './engine/clock';
import { IPlayer } from './tokens';

// Milliseconds between two changes of the address: browsers refuse to change it all the time.
const PAUSE = 500;

/**
 * Keep the page's address and the player's moment together.
 */
export function keepAddress(player: IPlayer): void {
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
  player.changed.connect(() => {
    if (!player.playing && player.time > 0) {
      later();
    }
  });
  window.addEventListener('hashchange', () => {
    const time = fromFragment(window.location.hash);
    if (time !== null) {
      player.pause();
      player.seek(time);
    }
  });
  player.seek(fromFragment(window.location.hash) ?? 0);
}
