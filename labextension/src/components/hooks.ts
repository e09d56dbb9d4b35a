import { ISignal } from '@lumino/signaling';
import { useEffect, useReducer } from 'react';

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
