/**
 * The page that plays an interview back without a server: the script of an archive's playback.html.
 */
import {
  advance,
  clockTime,
  fromFragment,
  toFragment
} from '../playback/engine/clock';
import { Timeline } from '../playback/engine/timeline';
import { aftermath, sentence } from '../playback/events/words';
import { PageSource } from './data';
import { element } from './nodes';
import { DocumentView } from './view';
import { words } from './words';

const SPEEDS = [0.5, 1, 2, 4, 8, 16, 32];
const STEP = 5000;

function main(): void {
  const source = new PageSource(document);
  const { manifest } = source;
  const timeline = new Timeline(manifest, source);
  const byId = (id: string) => document.getElementById(id)!;

  // -- documents
  const tabs = byId('tabs');
  const main = byId('documents');
  const views = new Map<number, DocumentView>();
  let front = -1;
  manifest.documents.forEach(({ path, type }, doc) => {
    if (type === 'pad') {
      return;
    }
    const view = new DocumentView(manifest, doc);
    views.set(doc, view);
    const tab = element('button', 'tab', path);
    tab.type = 'button';
    tab.dataset.doc = String(doc);
    tab.addEventListener('click', () => bring(doc));
    tabs.append(tab);
  });
  function bring(doc: number): void {
    const view = views.get(doc);
    if (!view || doc === front) {
      return;
    }
    front = doc;
    for (const tab of tabs.children) {
      const chosen = (tab as HTMLElement).dataset.doc === String(doc);
      tab.setAttribute('aria-pressed', String(chosen));
    }
    main.replaceChildren(view.node);
    void show();
  }

  // -- time
  const scrub = byId('scrub') as HTMLInputElement;
  const clock = byId('clock');
  const play = byId('play') as HTMLButtonElement;
  const speed = byId('speed') as HTMLSelectElement;
  const skip = byId('skip') as HTMLInputElement;
  scrub.max = String(manifest.duration);
  for (const each of SPEEDS) {
    speed.append(new Option(`${each}×`, String(each), each === 1, each === 1));
  }
  let time = 0;
  let playing = 0;
  let last = 0;
  let showing = 0;

  async function show(): Promise<void> {
    const number = ++showing;
    const at = time;
    scrub.value = String(at);
    const spoken = clockTime(at, manifest.duration);
    clock.textContent = `${spoken} / ${clockTime(manifest.duration)}`;
    scrub.setAttribute('aria-valuetext', spoken);
    mark();
    const state = timeline.peek(at) ?? (await timeline.stateAt(at));
    if (number === showing) {
      views.get(front)?.show(state);
    }
  }
  function seek(to: number): void {
    time = Math.min(Math.max(0, to), manifest.duration);
    void show();
  }
  function tick(now: number): void {
    const idle = skip.checked ? manifest.idle : [];
    const passed = Math.min(250, now - last);
    last = now;
    if (timeline.has(time)) {
      time = advance(
        time,
        passed,
        Number(speed.value),
        idle,
        manifest.duration
      );
      timeline.prefetch(time);
    }
    void show();
    if (time >= manifest.duration) {
      toggle();
    } else if (playing) {
      playing = requestAnimationFrame(tick);
    }
  }
  function toggle(): void {
    if (playing) {
      cancelAnimationFrame(playing);
      playing = 0;
      history.replaceState(null, '', toFragment(time));
    } else {
      if (time >= manifest.duration) {
        time = 0;
      }
      last = performance.now();
      playing = requestAnimationFrame(tick);
    }
    play.textContent = playing ? 'Pause' : 'Play';
  }
  play.addEventListener('click', toggle);
  scrub.addEventListener('input', () => seek(Number(scrub.value)));
  scrub.addEventListener('change', () =>
    history.replaceState(null, '', toFragment(time))
  );
  window.addEventListener('hashchange', () =>
    seek(fromFragment(location.hash) ?? time)
  );
  document.addEventListener('keydown', event => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const on = target.tagName;
    const act: Record<string, () => void> = {
      ArrowLeft: () => seek(time - STEP),
      ArrowRight: () => seek(time + STEP),
      ',': () => seek(timeline_(-1)),
      '.': () => seek(timeline_(1))
    };
    if (event.key === ' ' && on !== 'BUTTON' && on !== 'INPUT') {
      event.preventDefault();
      toggle();
    } else if (act[event.key] && on !== 'SELECT') {
      event.preventDefault();
      act[event.key]();
    }
  });

  // -- events
  const list = byId('events');
  manifest.notes.forEach(note => list.append(element('li', 'quiet', note)));
  const moments = manifest.events.map(event => event.t);
  const items = manifest.events.map(event => {
    const button = element(
      'button',
      `event ${event.kind}`,
      element('time', '', clockTime(event.t, manifest.duration)),
      element('span', '', sentence(event, manifest, words))
    );
    const more = aftermath(event, words);
    if (more) {
      button.append(element('span', 'quiet', more));
    }
    button.type = 'button';
    button.addEventListener('click', () => {
      if ('doc' in event && typeof event.doc === 'number') {
        bring(event.doc);
      }
      seek(event.kind === 'run' ? event.end : event.t);
      history.replaceState(null, '', toFragment(time));
    });
    list.append(element('li', '', button));
    return button;
  });
  function timeline_(direction: number): number {
    return direction > 0
      ? (moments.find(each => each > time) ?? manifest.duration)
      : ([...moments].reverse().find(each => each < time) ?? 0);
  }
  let marked: HTMLElement | null = null;
  function mark(): void {
    let at = -1;
    while (at + 1 < moments.length && moments[at + 1] <= time) {
      at++;
    }
    const item = items[at] ?? null;
    if (item !== marked) {
      marked?.removeAttribute('aria-current');
      item?.setAttribute('aria-current', 'true');
      item?.scrollIntoView({ block: 'nearest' });
      marked = item;
    }
  }

  time = fromFragment(location.hash) ?? 0;
  bring(
    views.has(manifest.front) ? manifest.front : ([...views.keys()][0] ?? -1)
  );
  void show();
}

main();
