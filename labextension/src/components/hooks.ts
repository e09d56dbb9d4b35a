import { ISignal } from '@lumino/signaling';
import {
  RefObject,
  useEffect,
  useLayoutEffect,
  useReducer,
  useRef
} from 'react';

/**
 * Render again whenever a model's signal is emitted.
 */
export function useChanged(signal: ISignal<unknown, unknown>): void {
  const [, render] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const onChanged = () => render();
    signal.connect(onChanged);
    // What changed between the rendering and this effect.
    render();
    return () => {
      signal.disconnect(onChanged);
    };
  }, [signal]);
}

/**
 * Render again from time to time, so that "2 minutes ago" stays true.
 *
 * @param milliseconds - The time between two renderings.
 */
export function useTick(milliseconds: number): void {
  const [, render] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(render, milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
}

/**
 * Keeps the focus in a list of a form whose items are added, moved and taken away.
 *
 * Its buttons say what they do in their attribute `data-does`: "up", "down" or "remove".
 */
export function useListFocus(): {
  readonly list: RefObject<HTMLOListElement>;
  /**
   * The button that adds an item.
   */
  readonly add: RefObject<HTMLButtonElement>;
  /**
   * To be called just before an item comes to a place, goes from one, or is taken away.
   */
  readonly onAdd: (index: number) => void;
  readonly onMove: (from: number, to: number) => void;
  readonly onRemove: (index: number) => void;
} {
  const list = useRef<HTMLOListElement>(null);
  const add = useRef<HTMLButtonElement>(null);
  const next = useRef<(() => void) | null>(null);
  useLayoutEffect(() => {
    const go = next.current;
    next.current = null;
    go?.();
  });
  const plan = (index: number, ...wanted: ReadonlyArray<string>) => {
    next.current = () => {
      const items = list.current?.children ?? [];
      const item = items[Math.min(index, items.length - 1)];
      const found = wanted
        .map(each => item?.querySelector<HTMLElement>(each))
        .find(Boolean);
      (found ?? add.current)?.focus();
    };
  };
  const button = (does: string) => `[data-does="${does}"]:not(:disabled)`;
  return {
    list,
    add,
    onAdd: index => plan(index, 'input, select, textarea'),
    onMove: (from, to) => {
      const same = to < from ? 'up' : 'down';
      plan(to, button(same), button(same === 'up' ? 'down' : 'up'));
    },
    onRemove: index => plan(index, button('remove'))
  };
}
