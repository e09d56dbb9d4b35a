import { PageConfig } from '@jupyterlab/coreutils';
import { TranslationBundle } from '@jupyterlab/translation';

// Pixels. A taller output is scrolled inside its frame.
const LOWEST = 40;
const HIGHEST = 600;

/**
 * A frame's word about its own height, if that is what a message is. Whatever runs in the
 * frame may send whatever it likes.
 */
export function heightIn(message: unknown): number | null {
  const height = (message as { height?: unknown } | null)?.height;
  return typeof height === 'number' && Number.isFinite(height)
    ? Math.min(HIGHEST, Math.max(LOWEST, Math.ceil(height)))
    : null;
}

/**
 * Shows HTML with its scripts, where they reach nothing: a sandboxed page without an origin,
 * without a network, and without a word to this page but how high it is.
 */
export function createFrame(html: string, title: string): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  frame.className = 'interview-Interactive-frame';
  frame.title = title;
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.referrerPolicy = 'no-referrer';
  frame.src = PageConfig.getOption('interviewOutputFrame');
  frame.addEventListener(
    'load',
    () => frame.contentWindow?.postMessage({ html }, '*'),
    { once: true }
  );
  const listen = (event: MessageEvent) => {
    if (!frame.isConnected) {
      window.removeEventListener('message', listen);
      return;
    }
    const height = heightIn(event.data);
    if (event.source === frame.contentWindow && height !== null) {
      frame.style.height = `${height}px`;
    }
  };
  window.addEventListener('message', listen);
  return frame;
}

/**
 * A line that offers to run what an output brings along, and takes it away again.
 *
 * @param html - Makes the page to show; asked when somebody wants to see it.
 */
export function createOffer(
  html: () => string | Promise<string>,
  trans: TranslationBundle
): HTMLElement {
  const node = document.createElement('div');
  node.className = 'interview-Interactive';
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'interview-Button';
  const words = document.createElement('span');
  words.className = 'interview-Interactive-words';
  words.textContent = trans.__(
    'It runs in a frame of its own, apart from the interview.'
  );
  node.append(button, words);
  const update = () => {
    const shown = node.querySelector('iframe') !== null;
    button.textContent = shown
      ? trans.__('Hide interactive output')
      : trans.__('Show interactive output');
    button.setAttribute('aria-expanded', String(shown));
    words.hidden = shown;
  };
  button.addEventListener('click', async () => {
    const frame = node.querySelector('iframe');
    if (frame) {
      frame.remove();
    } else {
      button.disabled = true;
      node.append(createFrame(await html(), trans.__('Interactive output')));
      button.disabled = false;
    }
    update();
  });
  update();
  return node;
}
