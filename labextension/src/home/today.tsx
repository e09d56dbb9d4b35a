import { TranslationBundle } from '@jupyterlab/translation';
import React, { useCallback, useEffect, useState } from 'react';

import { explain } from '../services/explain';
import { IPad } from '../services/types';
import { IPads } from '../tokens';
import { RowActions } from './rowactions';
import {
  IRowProps,
  Knocks,
  moveBetweenRows,
  PadState,
  PadTitle
} from './table';
import { ownZone, wallTime } from './times';
import { lengthLabel } from './words';

// Milliseconds after which news are looked at, for several come together.
const DELAY = 200;

/**
 * What is on today, by its time, and what is in progress without one.
 */
export function Today(
  props: IRowProps & { pads: IPads; children: React.ReactNode }
): JSX.Element {
  const { pads, trans } = props;
  const [mine, setMine] = useState(true);
  const [found, setFound] = useState<ReadonlyArray<IPad> | null>(null);
  const [failure, setFailure] = useState('');
  const zone = ownZone();

  const ask = useCallback(async () => {
    try {
      setFound(await pads.api.today(zone, mine));
      setFailure('');
    } catch (reason) {
      setFailure(explain(reason, trans));
    }
  }, [pads, zone, mine, trans]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void ask(), DELAY);
    };
    void ask();
    pads.padsChanged.connect(later);
    return () => {
      clearTimeout(timer);
      pads.padsChanged.disconnect(later);
    };
  }, [pads, ask]);

  const date = new Date().toLocaleDateString(
    document.documentElement.lang || undefined,
    { weekday: 'long', day: 'numeric', month: 'long' }
  );
  return (
    <section aria-label={trans.__('Today')}>
      <div className="interview-Today-header">
        <h2>{date}</h2>
        <label>
          <input
            type="checkbox"
            checked={!mine}
            onChange={event => setMine(!event.target.checked)}
          />
          {trans.__('Everybody’s')}
        </label>
      </div>
      <p className="interview-Failure" role="alert">
        {failure}
      </p>
      {found !== null &&
        (found.length === 0 ? (
          <div className="interview-Home-nothing">
            <p role="status">
              {mine
                ? trans.__('Nothing is scheduled for you today.')
                : trans.__('Nothing is scheduled today.')}
            </p>
            {props.children}
          </div>
        ) : (
          <ol className="interview-Today" onKeyDown={moveBetweenRows}>
            {found.map(pad => (
              <TodayRow {...props} key={pad.id} pad={pad} />
            ))}
          </ol>
        ))}
    </section>
  );
}

function TodayRow(props: IRowProps & { pad: IPad }): JSX.Element {
  const { pad, trans } = props;
  return (
    <li data-pad={pad.id} data-state={pad.state}>
      <Hour pad={pad} trans={trans} />
      <div className="interview-Today-what">
        <PadTitle {...props} />
        <span className="interview-Pads-more">
          {[
            pad.candidate_name || pad.candidate_email,
            pad.assigned.map(({ name }) => name).join(', ')
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <Knocks {...props} />
      </div>
      <div className="interview-Today-state">
        <PadState pad={pad} trans={trans} />
      </div>
      <div className="interview-col-actions">
        <RowActions {...props} />
      </div>
    </li>
  );
}

/**
 * When on this day it is.
 */
function Hour(props: { pad: IPad; trans: TranslationBundle }): JSX.Element {
  const { pad, trans } = props;
  const zone = ownZone();
  const today = wallTime(new Date().toISOString(), zone).date;
  const isToday = pad.starts_at && wallTime(pad.starts_at, zone).date === today;
  return (
    <div className="interview-Today-hour">
      {isToday ? (
        <time dateTime={pad.starts_at!}>
          {new Date(pad.starts_at!).toLocaleTimeString(
            document.documentElement.lang || undefined,
            { timeStyle: 'short' }
          )}
        </time>
      ) : (
        <span>{trans.__('Now')}</span>
      )}
      {isToday && pad.duration && (
        <span className="interview-Pads-more">
          {lengthLabel(pad.duration, trans)}
        </span>
      )}
    </div>
  );
}
