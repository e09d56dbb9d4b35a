import { Clipboard, showDialog, Dialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { checkIcon, linkIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useState } from 'react';

/**
 * Copies an address and says so.
 *
 * @param props.what - What the address leads to, for those who hear the page.
 * @param props.onCopied - Called once it is on the clipboard.
 */
export function CopyLinkButton(props: {
  url: string;
  what: string;
  trans: TranslationBundle;
  className?: string;
  onCopied?: () => void;
}): JSX.Element {
  const { url, what, trans, onCopied } = props;
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (copied) {
      const timer = setTimeout(() => setCopied(false), 2500);
      return () => clearTimeout(timer);
    }
  }, [copied]);
  const copy = async () => {
    try {
      await copyText(url);
      setCopied(true);
      onCopied?.();
    } catch {
      await showDialog({
        title: trans.__('Copy this link'),
        body: url,
        buttons: [Dialog.okButton({ label: trans.__('Close') })]
      });
    }
  };
  const Icon = copied ? checkIcon : linkIcon;
  return (
    <button
      type="button"
      className={`interview-Button interview-CopyLink ${props.className ?? ''}`}
      data-copied={copied || undefined}
      data-action="copy"
      aria-label={
        copied
          ? trans.__('Copied link to %1', what)
          : trans.__('Copy link to %1', what)
      }
      onClick={() => void copy()}
    >
      <Icon.react tag="span" className="interview-Icon" aria-hidden="true" />
      {/* Both labels take their place, so that nothing jumps. */}
      <span className="interview-CopyLink-labels" aria-hidden="true">
        <span>{trans.__('Copy link')}</span>
        <span>{trans.__('Copied')}</span>
      </span>
      <span role="status" className="interview-mod-heard">
        {copied ? trans.__('Copied') : ''}
      </span>
    </button>
  );
}

/**
 * Put a text on the clipboard.
 *
 * @throws If the browser allows neither way.
 */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return;
    } catch {
      // Not allowed here: the older way may be.
    }
  }
  Clipboard.copyToSystem(text);
}
