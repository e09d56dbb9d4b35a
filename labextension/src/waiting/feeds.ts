import { IPadEvents, IPads } from '../tokens';
import { KnocksModel } from './model';

/**
 * Who knocks at the page's own pad.
 */
export function knocksOfPad(events: IPadEvents, padId: string): KnocksModel {
  const knocks = new KnocksModel((_, admission, action) =>
    events.api.decide(admission, action)
  );
  const replace = () => knocks.replace(padId, '', events.admissions);
  events.admissionsChanged.connect(replace);
  replace();
  return knocks;
}

/**
 * Who knocks at any of the pads that the member may see.
 */
export function knocksOfPads(pads: IPads): KnocksModel {
  const knocks = new KnocksModel((padId, admission, action) =>
    pads.api.decide(padId, admission, action)
  );
  const loaded = new Set<string>();
  const loading = new Set<string>();
  const overtaken = new Set<string>();
  let status = pads.status;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const load = async (padId: string, title: string) => {
    loading.add(padId);
    try {
      knocks.replace(padId, title, await pads.api.admissions(padId));
      loaded.add(padId);
    } catch (reason) {
      // The pads' own status says that the server is away; its return loads again.
      console.warn(`Who knocks at ${title} is not known.`, reason);
    } finally {
      loading.delete(padId);
    }
    if (overtaken.delete(padId)) {
      await load(padId, title);
    }
  };

  /**
   * Load what is not known, or contradicts the count that came with the pad.
   */
  const compare = () => {
    const open = pads.doors ?? [];
    knocks.keep(new Set(open.map(pad => pad.id)));
    for (const pad of open) {
      const waiting = knocks.waiting.filter(guest => guest.padId === pad.id);
      const matters = pad.knocking > 0 || pad.state === 'in_progress';
      if (
        !loading.has(pad.id) &&
        (waiting.length !== pad.knocking || (matters && !loaded.has(pad.id)))
      ) {
        void load(pad.id, pad.title);
      }
    }
  };

  const onChanged = () => {
    if (pads.status !== status) {
      status = pads.status;
      if (status === 'live') {
        loaded.clear();
      }
    }
    // A knock is told as two events; compare when both are here.
    clearTimeout(timer);
    timer = setTimeout(compare, 100);
  };

  pads.changed.connect(onChanged);
  pads.admissionChanged.connect((_, { padId, admission }) => {
    const door = pads.doors?.find(({ id }) => id === padId);
    // Where nobody knocked before, news of the pad itself come along, and load who does.
    if (door) {
      knocks.update(padId, door.title, admission);
    }
    if (loading.has(padId)) {
      overtaken.add(padId);
    }
  });
  onChanged();
  return knocks;
}
