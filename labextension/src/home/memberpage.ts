import { JupyterFrontEnd } from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { LabIcon } from '@jupyterlab/ui-components';
import { ISignal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';

import { IMember } from '../services/types';
import { IHomePages, IPads } from '../tokens';

/**
 * A page of members' that is one widget, made when it is asked for.
 */
export interface IMemberPage<T extends Widget> {
  /**
   * Names the page: in its address, in its command and in its widget's id.
   */
  readonly id: string;
  /**
   * What it is called among the home pages, and where it stands there; see `IHomePage`.
   */
  readonly label: string;
  readonly rank: number;
  /**
   * What its command is called, beside those of all of JupyterLab. Default: as the page.
   */
  readonly command?: string;
  readonly caption: string;
  readonly icon: LabIcon;
  /**
   * What the layout calls it.
   */
  readonly type: string;
  create(): T;
  /**
   * What its address says beside its name; left out where that is nothing.
   */
  readonly place?: {
    of(content: T): string;
    go(content: T, rest: string): void;
    changed(content: T): ISignal<unknown, unknown>;
  };
  /**
   * For whom there is such a page. Default: every member.
   */
  isFor?(me: IMember): boolean;
}

/**
 * Add a page: to the home pages, or where these are not, to the command palette.
 *
 * @returns What gives the page's widget, null as long as there is none.
 */
export function addMemberPage<T extends Widget>(
  app: JupyterFrontEnd,
  page: IMemberPage<T>,
  options: {
    pads: IPads;
    pages: IHomePages | null;
    palette: ICommandPalette | null;
    trans: TranslationBundle;
  }
): () => MainAreaWidget<T> | null {
  const { pads, pages, palette, trans } = options;
  const command = `interview:open-${page.id}`;
  const { place } = page;
  let widget: MainAreaWidget<T> | null = null;

  const make = () => {
    const content = page.create();
    const made = new MainAreaWidget({ content });
    made.id = `interview-${page.id}-main`;
    made.title.closable = pages === null;
    made.toolbar.hide();
    place?.changed(content).connect(() => {
      if (content.isVisible) {
        pages?.here(page.id, place.of(content));
      }
    });
    return made;
  };
  const open = (rest?: string) => {
    if (!widget || widget.isDisposed) {
      widget = make();
    }
    if (rest !== undefined) {
      place?.go(widget.content, rest);
    }
    if (!widget.isAttached) {
      app.shell.add(widget, 'main', { type: page.type });
    }
    app.shell.activateById(widget.id);
    pages?.here(page.id, place?.of(widget.content));
  };

  app.commands.addCommand(command, {
    label: page.command ?? page.label,
    caption: page.caption,
    icon: page.icon,
    isVisible: () => !page.isFor || (pads.me !== null && page.isFor(pads.me)),
    describedBy: { args: { type: 'object', properties: {} } },
    execute: () => open()
  });
  const offer = () => {
    if (pages) {
      pages.add({ id: page.id, label: page.label, rank: page.rank, open });
    } else {
      palette?.addItem({ command, category: trans.__('Interviews') });
    }
  };
  if (pages && !page.isFor) {
    offer();
    return () => widget;
  }
  // Who somebody is, the server says first.
  const known = () => {
    if (pads.me) {
      pads.changed.disconnect(known);
      if (!page.isFor || page.isFor(pads.me)) {
        offer();
      }
    }
  };
  pads.changed.connect(known);
  known();
  return () => widget;
}
