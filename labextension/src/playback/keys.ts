import { IPlayer } from './tokens';

// Milliseconds of the recording.
const STEP = 5000;

// Where the keys mean something else: text that can be typed, choices, and for the space bar
// whatever it presses.
const TYPED = 'input:not([type="checkbox"]), textarea, select';
const MOVES = '.cm-editor, [role="tablist"], .jp-Dialog';
const PRESSED = 'button, a, input, summary, [role="tab"]';

/**
 * Play with the keyboard, wherever on the page one is.
 *
 * @param more - What else keys do.
 */
export function listenToKeys(
  player: IPlayer,
  more: { readonly [key: string]: () => void } = {}
): void {
  document.addEventListener('keydown', event => {
    const target = event.target as HTMLElement;
    if (
      event.defaultPrevented ||
      event.altKey ||
      event.ctrlKey ||
      event.metaKey ||
      target.closest(`${TYPED}, .jp-Dialog`)
    ) {
      return;
    }
    const action = more[event.key] ?? actionOf(event.key, player);
    if (
      !action ||
      (event.key === ' ' && target.closest(PRESSED)) ||
      (/^(Arrow|Home|End)/.test(event.key) && target.closest(MOVES))
    ) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    action();
  });
}

function actionOf(key: string, player: IPlayer): (() => void) | null {
  switch (key) {
    case ' ':
      return () => player.toggle();
    case 'ArrowLeft':
      return () => player.seek(player.time - STEP);
    case 'ArrowRight':
      return () => player.seek(player.time + STEP);
    case ',':
      return () => void player.previousChange();
    case '.':
      return () => void player.nextChange();
    case 'Home':
      return () => player.seek(0);
    case 'End':
      return () => player.seek(player.manifest.duration);
    default:
      return null;
  }
}
