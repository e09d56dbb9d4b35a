import { Message } from '@lumino/messaging';
import { BoxLayout, Widget } from '@lumino/widgets';

import { JsonObject } from '../engine/types';
import { IWhere } from '../tokens';

/**
 * A document as it was, in a tab that stays.
 *
 * A document that is not in sight is not worked on; it catches up when it comes to the front.
 */
export abstract class DocumentView extends Widget {
  /**
   * @param absent - What to say while the document does not exist.
   */
  constructor(
    readonly doc: number,
    readonly path: string,
    absent: string
  ) {
    super();
    this.id = `interview-document-${doc}`;
    this.addClass('jp-Document');
    this.addClass('interview-Document');
    this.title.label = path.slice(path.lastIndexOf('/') + 1);
    this.title.caption = path;
    this.title.closable = false;
    this._absent = new Widget();
    this._absent.addClass('interview-Document-absent');
    this._absent.node.textContent = absent;
    const layout = new BoxLayout({ spacing: 0 });
    this.layout = layout;
    layout.addWidget(this._absent);
    BoxLayout.setStretch(this._absent, 1);
  }

  /**
   * Show the document as it was.
   *
   * @param root - Null where it did not exist.
   * @param time - Which moment it is.
   * @param where - What is to be brought into sight of it; null leaves the view where it is.
   */
  showAt(
    root: JsonObject | null,
    time: number,
    where: IWhere | null = null
  ): void {
    this._wanted = { root, time };
    if (this.isVisible) {
      this._catchUp(where);
    } else {
      this._sought = where ?? this._sought;
    }
  }

  /**
   * Bring something into sight, now or when the document is in front.
   */
  reveal(where: IWhere): void {
    if (this.isVisible) {
      this.bringIntoSight(where);
    } else {
      this._sought = where;
    }
  }

  /**
   * What shows the document.
   */
  protected setContent(content: Widget): void {
    this._content = content;
    const layout = this.layout as BoxLayout;
    layout.addWidget(content);
    BoxLayout.setStretch(content, 1);
    content.hide();
  }

  /**
   * @param where - What to bring into sight, if it is not null.
   */
  protected abstract draw(
    root: JsonObject,
    time: number,
    where: IWhere | null
  ): void;

  protected abstract bringIntoSight(where: IWhere): void;

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this._catchUp(this._sought);
    this._sought = null;
  }

  protected override onActivateRequest(_: Message): void {
    this._content?.activate();
  }

  private _catchUp(where: IWhere | null): void {
    const { root, time } = this._wanted;
    this._absent.setHidden(root !== null);
    this._content?.setHidden(root === null);
    if (root) {
      this.draw(root, time, where);
    }
  }

  private _absent: Widget;
  private _content: Widget | null = null;
  private _wanted: { root: JsonObject | null; time: number } = {
    root: null,
    time: 0
  };
  private _sought: IWhere | null = null;
}
