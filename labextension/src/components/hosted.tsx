import { Widget } from '@lumino/widgets';
import React, { useCallback, useLayoutEffect, useRef } from 'react';

/**
 * A Lumino widget in the middle of what React draws.
 *
 * @param props.make - Makes the widget, which is disposed of with its place. Another function is
 *   another widget.
 */
export function Hosted(props: {
  make: () => Widget;
  className?: string;
  /**
   * Names the place for those who hear the page; the keyboard then reaches and scrolls it.
   */
  label?: string;
}): JSX.Element {
  const { make, className, label } = props;
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const widget = make();
    Widget.attach(widget, host.current!);
    return () => widget.dispose();
  }, [make]);
  return (
    <div
      ref={host}
      className={className}
      role={label ? 'region' : undefined}
      aria-label={label}
      tabIndex={label ? 0 : undefined}
    />
  );
}

/**
 * A Lumino widget that outlives its place: who made it disposes of it.
 */
export function Placed(props: {
  widget: Widget;
  className?: string;
}): JSX.Element {
  const { widget, className } = props;
  const place = useCallback(
    (host: HTMLDivElement | null) => {
      if (host && !widget.isDisposed) {
        Widget.attach(widget, host);
      } else if (widget.isAttached) {
        Widget.detach(widget);
      }
    },
    [widget]
  );
  return <div ref={place} className={className} />;
}
