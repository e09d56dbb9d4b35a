import { TranslationBundle } from '@jupyterlab/translation';
import {
  addIcon,
  closeIcon,
  moveDownIcon,
  moveUpIcon
} from '@jupyterlab/ui-components';
import React from 'react';

import { useListFocus } from '../components/hooks';

/**
 * A list of things in a form, in their order: each can be moved and left out, and more added.
 *
 * @param props.nameOf - What a thing is called, for the buttons beside it.
 */
export function Rows<T>(props: {
  legend: string;
  hint: string;
  add: string;
  rows: ReadonlyArray<T>;
  fresh: () => T;
  nameOf: (row: T, index: number) => string;
  onChange: (rows: ReadonlyArray<T>) => void;
  children: (row: T, change: (row: Partial<T>) => void) => React.ReactNode;
  trans: TranslationBundle;
}): JSX.Element {
  const { fresh, nameOf, onChange, rows, trans } = props;
  const focus = useListFocus();
  const move = (from: number, to: number) => {
    const moved = [...rows];
    moved.splice(to, 0, ...moved.splice(from, 1));
    focus.onMove(from, to);
    onChange(moved);
  };
  return (
    <fieldset className="interview-Rows">
      <legend>{props.legend}</legend>
      <p className="interview-Field-hint">{props.hint}</p>
      <ol ref={focus.list}>
        {rows.map((row, index) => {
          const name = nameOf(row, index);
          return (
            // The place is the name: what is in it may not have one yet.
            <li key={index}>
              <div className="interview-Rows-fields">
                {props.children(row, change =>
                  onChange(
                    rows.map((one, at) =>
                      at === index ? { ...one, ...change } : one
                    )
                  )
                )}
              </div>
              <div className="interview-Rows-buttons">
                <button
                  type="button"
                  className="interview-Close"
                  aria-label={trans.__('Move %1 up', name)}
                  data-does="up"
                  disabled={index === 0}
                  onClick={() => move(index, index - 1)}
                >
                  <moveUpIcon.react tag="span" className="interview-Icon" />
                </button>
                <button
                  type="button"
                  className="interview-Close"
                  aria-label={trans.__('Move %1 down', name)}
                  data-does="down"
                  disabled={index === rows.length - 1}
                  onClick={() => move(index, index + 1)}
                >
                  <moveDownIcon.react tag="span" className="interview-Icon" />
                </button>
                <button
                  type="button"
                  className="interview-Close"
                  aria-label={trans.__('Leave out %1', name)}
                  data-does="remove"
                  onClick={() => {
                    focus.onRemove(index);
                    onChange(rows.filter((_, at) => at !== index));
                  }}
                >
                  <closeIcon.react tag="span" className="interview-Icon" />
                </button>
              </div>
            </li>
          );
        })}
      </ol>
      <button
        ref={focus.add}
        type="button"
        className="interview-Button"
        onClick={() => {
          focus.onAdd(rows.length);
          onChange([...rows, fresh()]);
        }}
      >
        <addIcon.react
          tag="span"
          className="interview-Icon"
          aria-hidden="true"
        />
        {props.add}
      </button>
    </fieldset>
  );
}
