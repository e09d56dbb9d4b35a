import React, { useEffect, useId, useRef } from 'react';

/**
 * A modal dialog with a headline. Escape closes it, and its opener has the focus again. One begins
 * in what has the attribute `data-first`, or else in its first control.
 */
export function Modal(props: {
  title: string;
  onClose: () => void;
  className?: string;
  children: React.ReactNode;
}): JSX.Element {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const shown = dialog.current!;
    shown.showModal();
    shown.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
      shown.close();
      if (before instanceof HTMLElement) {
        before.focus();
      }
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`interview-Dialog ${props.className ?? ''}`}
      aria-labelledby={id}
      onCancel={event => {
        event.preventDefault();
        event.stopPropagation();
        props.onClose();
      }}
      // The application's shortcuts, and those of the page below, have no business in here.
      onKeyDown={event => event.stopPropagation()}
    >
      <h2 id={id}>{props.title}</h2>
      {props.children}
    </dialog>
  );
}
