import React, { useEffect, useLayoutEffect, useReducer, useRef } from 'react';
import * as Y from 'yjs';

import { moved, spliceOf } from '../services/splice';

/**
 * Where a text is written that others, or oneself in another tab, may write at the same time. It
 * grows with its text.
 */
export function SharedText(
  props: {
    text: Y.Text;
  } & Omit<
    React.TextareaHTMLAttributes<HTMLTextAreaElement>,
    'value' | 'onChange'
  >
): JSX.Element {
  const { text, className, ...rest } = props;
  const [, render] = useReducer((count: number) => count + 1, 0);
  const area = useRef<HTMLTextAreaElement>(null);
  // Where the selection is after a change from elsewhere; React would put it to the end.
  const selection = useRef<[number, number] | null>(null);
  // What marks a change as made here.
  const here = useRef({}).current;
  useEffect(() => {
    const onChanged = (event: Y.YTextEvent) => {
      const shown = area.current;
      if (shown && event.transaction.origin !== here) {
        selection.current = [
          moved(shown.selectionStart, event.delta),
          moved(shown.selectionEnd, event.delta)
        ];
      }
      render();
    };
    text.observe(onChanged);
    // What changed between the rendering and this effect.
    render();
    return () => text.unobserve(onChanged);
  }, [text, here]);
  const value = text.toString();
  useLayoutEffect(() => {
    const shown = area.current;
    if (shown && selection.current && document.activeElement === shown) {
      shown.setSelectionRange(...selection.current);
    }
    selection.current = null;
  }, [value]);
  return (
    <textarea
      {...rest}
      ref={area}
      className={`interview-SharedText ${className ?? ''}`}
      value={value}
      onChange={event => {
        const { selectionEnd, value: now } = event.target;
        const splice = spliceOf(text.toString(), now, selectionEnd);
        if (splice) {
          text.doc!.transact(() => {
            text.delete(splice.index, splice.remove);
            text.insert(splice.index, splice.insert);
          }, here);
        }
      }}
    />
  );
}
