import { IRenderMimeRegistry, MimeModel } from '@jupyterlab/rendermime';
import { Panel, Widget } from '@lumino/widgets';
import React, { useEffect, useLayoutEffect, useRef } from 'react';

const MARKDOWN = 'text/markdown';

/**
 * Markdown as JupyterLab renders it, trusting nothing in it. What was there stays until the next
 * text is ready, so that nothing flickers while somebody writes.
 */
export function Markdown(props: {
  source: string;
  rendermime: IRenderMimeRegistry;
}): JSX.Element {
  const { source, rendermime } = props;
  const host = useRef<HTMLDivElement>(null);
  const panel = useRef<MarkdownPanel | null>(null);
  useLayoutEffect(() => {
    const made = new MarkdownPanel(rendermime);
    panel.current = made;
    Widget.attach(made, host.current!);
    return () => {
      panel.current = null;
      made.dispose();
    };
  }, [rendermime]);
  useEffect(() => {
    void panel.current?.render(source);
  }, [source, rendermime]);
  return <div ref={host} className="interview-Markdown" />;
}

class MarkdownPanel extends Panel {
  constructor(private _rendermime: IRenderMimeRegistry) {
    super();
  }

  async render(source: string): Promise<void> {
    this._wanted = source;
    const renderer = this._rendermime.createRenderer(MARKDOWN);
    await renderer.renderModel(
      new MimeModel({ data: { [MARKDOWN]: source }, trusted: false })
    );
    if (this.isDisposed || source !== this._wanted) {
      renderer.dispose();
      return;
    }
    const before = [...this.widgets];
    this.addWidget(renderer);
    before.forEach(widget => widget.dispose());
  }

  private _wanted = '';
}
