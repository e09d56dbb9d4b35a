import React, { useLayoutEffect, useReducer, useRef } from 'react';
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
  // What marks a change as made here.
  const here = useRef({}).current;
  useLayoutEffect(() => {
    const onChanged = (event: Y.YTextEvent) => {
      const shown = area.current;
      if (shown && event.transaction.origin !== here) {
        const start = moved(shown.selectionStart, event.delta);
        const end = moved(shown.selectionEnd, event.delta);
        // At once: React renders later, and a key in between would take back what came in. It
        // would put the caret to the end as well.
        shown.value = text.toString();
        if (document.activeElement === shown) {
          shown.setSelectionRange(start, end);
        }
      }
      render();
    };
    text.observe(onChanged);
    // What changed between the rendering and this effect.
    render();
    return () => text.unobserve(onChanged);
  }, [text, here]);
  return (
    <textarea
      {...rest}
      ref={area}
      className={`interview-SharedText ${className ?? ''}`}
      value={text.toString()}
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
