import { IPadEvents } from '../tokens';

/**
 * The present moment of the pad's recording, in milliseconds since its start; null where it is not
 * known yet.
 */
export function recordingMoment(
  events: Pick<IPadEvents, 'pad' | 'clockSkew'>
): number | null {
  const began = events.pad?.recording_started;
  return began
    ? Math.max(0, Math.round(Date.now() + events.clockSkew - Date.parse(began)))
    : null;
}
