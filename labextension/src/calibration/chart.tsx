import type { Spec } from 'vega';
import React, { useEffect, useRef } from 'react';

/**
 * A chart of figures that stand in a table beside it: it is for those who see it.
 *
 * @param props.spec - Made with the page's present look.
 * @param props.onFailure - Called with what was thrown where it could not be drawn.
 */
export function Chart(props: {
  spec: Spec;
  onFailure: (reason: unknown) => void;
}): JSX.Element {
  const { onFailure, spec } = props;
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let gone = false;
    let takeAway: (() => void) | null = null;
    const place = document.createElement('div');
    host.current!.append(place);
    // Charts come in a part of their own, for few pages have any.
    import('./drawing')
      .then(({ draw }) => (gone ? null : draw(spec, place)))
      .then(done => {
        takeAway = done;
        if (gone) {
          takeAway?.();
        }
      })
      .catch(reason => {
        if (!gone) {
          onFailure(reason);
        }
      });
    return () => {
      gone = true;
      takeAway?.();
      place.remove();
    };
  }, [spec, onFailure]);
  return <div ref={host} className="interview-Chart" aria-hidden="true" />;
}
