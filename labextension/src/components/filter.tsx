import { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useId, useRef, useState } from 'react';

// Choices above which one can look for one by its name.
const MANY = 10;

/**
 * What can be chosen.
 */
export interface IFilterChoice {
  readonly value: string;
  readonly label: string;
  /**
   * How many things it leaves, where that is known.
   */
  readonly count?: number;
}

/**
 * A button that opens choices, any number of which can be chosen.
 *
 * @param props.label - What is chosen, said as long as nothing is.
 * @param props.isField - Whether it stands in a form with its label above it: then the button says
 *   what is chosen and no more.
 */
export function Filter(props: {
  label: string;
  isField?: boolean;
  choices: ReadonlyArray<IFilterChoice>;
  chosen: ReadonlyArray<string>;
  onToggle: (value: string) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { label, choices, chosen, onToggle, trans } = props;
  const [words, setWords] = useState('');
  const names = chosen.map(
    value => choices.find(choice => choice.value === value)?.label ?? value
  );
  const said = props.isField
    ? names.join(', ') || trans.__('Nobody')
    : names.length === 0
      ? label
      : names.length === 1
        ? trans.__('%1: %2', label, names[0])
        : trans.__('%1: %2 chosen', label, names.length);
  const sought = words.trim().toLocaleLowerCase();
  return (
    <Popup
      label={label}
      isChosen={!props.isField && chosen.length > 0}
      name={props.isField ? `${label}: ${said}` : undefined}
      onOpen={() => setWords('')}
      onKeyDown={moveBetweenChoices}
      button={
        <>
          <span>{said}</span>
          <caretDownIcon.react
            tag="span"
            className="interview-Icon"
            aria-hidden="true"
          />
        </>
      }
    >
      {choices.length > MANY && (
        <input
          type="search"
          className="jp-mod-styled"
          aria-label={trans.__('Look for a choice of %1', label)}
          placeholder={trans.__('Search')}
          value={words}
          onChange={event => setWords(event.target.value)}
        />
      )}
      {choices
        .filter(choice => choice.label.toLocaleLowerCase().includes(sought))
        .map(choice => (
          <label key={choice.value}>
            <input
              type="checkbox"
              checked={chosen.includes(choice.value)}
              onChange={() => onToggle(choice.value)}
            />
            <span>{choice.label}</span>
            {choice.count !== undefined && (
              <span className="interview-Filter-count">{choice.count}</span>
            )}
          </label>
        ))}
      {choices.length === 0 && (
        <p>{trans.__('There is nothing to choose yet.')}</p>
      )}
    </Popup>
  );
}

/**
 * A button that opens what stands below it, until one goes elsewhere.
 *
 * @param props.label - Names what is opened.
 * @param props.button - What stands on the button.
 * @param props.name - What the button is called, where what stands on it is not enough.
 * @param props.isChosen - Whether the button shows that something is chosen in there.
 */
export function Popup(props: {
  label: string;
  button: React.ReactNode;
  name?: string;
  isChosen: boolean;
  onOpen?: () => void;
  onKeyDown?: (event: React.KeyboardEvent<HTMLElement>) => void;
  children: React.ReactNode;
}): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  useEffect(() => {
    if (!isOpen) {
      return;
    }
    const away = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) {
        setOpen(false);
      }
    };
    document.addEventListener('pointerdown', away);
    document.addEventListener('focusin', away);
    root.current?.querySelector<HTMLElement>('input, select')?.focus();
    return () => {
      document.removeEventListener('pointerdown', away);
      document.removeEventListener('focusin', away);
    };
  }, [isOpen]);

  return (
    <div
      ref={root}
      className="interview-Filter"
      onKeyDown={event => {
        if (isOpen && event.key === 'Escape') {
          event.stopPropagation();
          // The dialog that it may stand in stays.
          event.preventDefault();
          setOpen(false);
          button.current?.focus();
        } else if (isOpen) {
          props.onKeyDown?.(event);
        }
      }}
    >
      <button
        ref={button}
        type="button"
        className="interview-Button interview-Filter-button"
        aria-label={props.name}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        data-chosen={props.isChosen || undefined}
        onClick={() => {
          props.onOpen?.();
          setOpen(!isOpen);
        }}
      >
        {props.button}
      </button>
      {isOpen && (
        <div
          id={id}
          className="interview-Filter-choices"
          role="group"
          aria-label={props.label}
        >
          {props.children}
        </div>
      )}
    </div>
  );
}

function moveBetweenChoices(event: React.KeyboardEvent<HTMLElement>): void {
  if (event.key === 'Enter') {
    // It may stand in a form, which is not to be sent.
    event.preventDefault();
  }
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step) {
    return;
  }
  const inputs = [
    ...event.currentTarget.querySelectorAll<HTMLElement>('input')
  ];
  const at = inputs.indexOf(event.target as HTMLElement);
  const next = inputs[at + step];
  event.preventDefault();
  next?.focus();
}
