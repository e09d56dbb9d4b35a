import { URLExt } from '@jupyterlab/coreutils';
import { TranslationBundle } from '@jupyterlab/translation';
import { downloadIcon, HTMLSelect } from '@jupyterlab/ui-components';
import React, { useEffect, useId, useReducer, useState } from 'react';

import { explain } from '../services/explain';
import { SettingsApi } from './api';
import { IAuditFilters, IAuditLine, IAuditQuery } from './types';
import { actionLabel, detailsText } from './words';

const EVERYTHING: IAuditQuery = {
  member: '',
  action: '',
  pad: '',
  from: '',
  to: ''
};

/**
 * Who did what to which pad: the newest first, narrowed by filters, and as a file.
 */
export function AuditLog(props: {
  api: SettingsApi;
  trans: TranslationBundle;
}): JSX.Element {
  const { api, trans } = props;
  const id = useId();
  const [query, setQuery] = useState(EVERYTHING);
  const [padTitle, setPadTitle] = useState('');
  const [filters, setFilters] = useState<IAuditFilters | null>(null);
  const [lines, setLines] = useState<ReadonlyArray<IAuditLine> | null>(null);
  const [next, setNext] = useState<number | null>(null);
  const [failure, setFailure] = useState('');
  const [turn, again] = useReducer((count: number) => count + 1, 0);

  useEffect(() => {
    let late = false;
    void (async () => {
      try {
        const [part, offered] = await Promise.all([
          api.audit(query, null),
          api.auditFilters()
        ]);
        if (!late) {
          setLines(part.lines);
          setNext(part.next);
          setFilters(offered);
          setFailure('');
        }
      } catch (reason) {
        if (!late) {
          setFailure(explain(reason, trans));
        }
      }
    })();
    return () => {
      late = true;
    };
  }, [api, query, turn, trans]);

  const more = async () => {
    try {
      const part = await api.audit(query, next);
      setLines([...(lines ?? []), ...part.lines]);
      setNext(part.next);
      setFailure('');
    } catch (reason) {
      setFailure(explain(reason, trans));
    }
  };
  const narrow = (change: Partial<IAuditQuery>) =>
    setQuery({ ...query, ...change });
  const narrowed = Object.values(query).some(value => value !== '');

  return (
    <section aria-label={trans.__('Audit log')}>
      <div className="interview-Audit-filters">
        <span className="interview-Audit-filter">
          <label htmlFor={`${id}-member`}>{trans.__('Who')}</label>
          <HTMLSelect
            id={`${id}-member`}
            value={query.member}
            onChange={event => narrow({ member: event.currentTarget.value })}
            options={[
              { value: '', label: trans.__('Everybody') },
              ...(filters?.members ?? []).map(member => ({
                value: member.id,
                label: member.name
              }))
            ]}
          />
        </span>
        <span className="interview-Audit-filter">
          <label htmlFor={`${id}-action`}>{trans.__('What')}</label>
          <HTMLSelect
            id={`${id}-action`}
            value={query.action}
            onChange={event => narrow({ action: event.currentTarget.value })}
            options={[
              { value: '', label: trans.__('Everything') },
              ...(filters?.actions ?? [])
                .map(action => ({
                  value: action,
                  label: actionLabel(action, trans)
                }))
                .sort((a, b) => a.label.localeCompare(b.label))
            ]}
          />
        </span>
        <span className="interview-Audit-filter">
          <label htmlFor={`${id}-from`}>{trans.__('From')}</label>
          <input
            id={`${id}-from`}
            type="date"
            className="jp-mod-styled"
            value={query.from}
            max={query.to || undefined}
            onChange={event => narrow({ from: event.target.value })}
          />
        </span>
        <span className="interview-Audit-filter">
          <label htmlFor={`${id}-to`}>{trans.__('To')}</label>
          <input
            id={`${id}-to`}
            type="date"
            className="jp-mod-styled"
            value={query.to}
            min={query.from || undefined}
            onChange={event => narrow({ to: event.target.value })}
          />
        </span>
        {narrowed && (
          <button
            type="button"
            className="interview-Button interview-mod-quiet"
            onClick={() => setQuery(EVERYTHING)}
          >
            {trans.__('Clear')}
          </button>
        )}
        <span className="interview-Audit-export">
          <button type="button" className="interview-Button" onClick={again}>
            {trans.__('Refresh')}
          </button>
          <ExportLink
            href={api.exportUrl(query, 'csv')}
            label={trans.__('Export as CSV')}
          />
          <ExportLink
            href={api.exportUrl(query, 'jsonl')}
            label={trans.__('Export as JSON lines')}
          />
        </span>
      </div>
      {query.pad && (
        <p className="interview-Audit-pad" role="status">
          {trans.__('Only what was done to “%1”.', padTitle)}{' '}
          <button
            type="button"
            className="interview-Link"
            onClick={() => narrow({ pad: '' })}
          >
            {trans.__('Show all pads')}
          </button>
        </p>
      )}
      <p className="interview-Failure" role="alert">
        {failure}
      </p>
      {lines === null && !failure && <p>{trans.__('Loading…')}</p>}
      {lines !== null && lines.length === 0 && (
        <p>
          {narrowed
            ? trans.__('Nothing like that was done.')
            : trans.__('Nothing was done yet.')}
        </p>
      )}
      {lines !== null && lines.length > 0 && (
        <table className="interview-Audit-table">
          <thead>
            <tr>
              <th scope="col">{trans.__('When')}</th>
              <th scope="col">{trans.__('Who')}</th>
              <th scope="col">{trans.__('What')}</th>
              <th scope="col">{trans.__('Pad')}</th>
              <th scope="col">{trans.__('Details')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(line => (
              <tr key={line.id}>
                <td>
                  <time dateTime={line.at}>
                    {new Date(line.at).toLocaleString(undefined, {
                      dateStyle: 'medium',
                      timeStyle: 'short'
                    })}
                  </time>
                </td>
                <td>{line.member?.name ?? trans.__('the server')}</td>
                <td>{actionLabel(line.action, trans)}</td>
                <td>
                  {line.pad && (
                    <PadName
                      api={api}
                      pad={line.pad}
                      trans={trans}
                      onOnly={title => {
                        setPadTitle(title);
                        narrow({ pad: line.pad!.id });
                      }}
                      isOnly={query.pad !== ''}
                    />
                  )}
                </td>
                <td>{detailsText(line, trans)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {next !== null && (
        <button
          type="button"
          className="interview-Button"
          onClick={() => void more()}
        >
          {trans.__('Show more')}
        </button>
      )}
    </section>
  );
}

function ExportLink(props: { href: string; label: string }): JSX.Element {
  return (
    <a className="interview-Button" href={props.href} download>
      <downloadIcon.react tag="span" className="interview-Icon" />
      {props.label}
    </a>
  );
}

/**
 * The pad that something was done to, and all that was done to it.
 */
function PadName(props: {
  api: SettingsApi;
  pad: { id: string; title: string };
  trans: TranslationBundle;
  onOnly: (title: string) => void;
  isOnly: boolean;
}): JSX.Element {
  const { api, pad, trans, onOnly, isOnly } = props;
  const title = pad.title || trans.__('a deleted pad');
  return (
    <>
      {pad.title ? (
        <a
          href={URLExt.join(
            api.settings.baseUrl,
            'interview/pads',
            encodeURIComponent(pad.id)
          )}
        >
          {title}
        </a>
      ) : (
        <em>{title}</em>
      )}
      {!isOnly && ' '}
      {!isOnly && (
        <button
          type="button"
          className="interview-Link"
          aria-label={trans.__('Only what was done to “%1”', title)}
          onClick={() => onOnly(title)}
        >
          {trans.__('only this')}
        </button>
      )}
    </>
  );
}
