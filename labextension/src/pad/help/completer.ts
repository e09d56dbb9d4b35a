import {
  CompletionHandler,
  ICompletionContext,
  KernelCompleterProvider
} from '@jupyterlab/completer';
import { DocumentWidget } from '@jupyterlab/docregistry';
import { Session } from '@jupyterlab/services';

import { IRuns } from '../tokens';
import { HelpfulKernels } from './kernels';

/**
 * Completes code with what the document's kernel knows.
 */
export class RunningKernelCompleter extends KernelCompleterProvider {
  constructor(
    private _kernels: HelpfulKernels,
    private _runs: IRuns
  ) {
    super();
  }

  /**
   * Asked once for an editor, so it says nothing about how the kernel is now.
   */
  override async isApplicable(context: ICompletionContext): Promise<boolean> {
    return pathOf(context) !== null;
  }

  override async fetch(
    request: CompletionHandler.IRequest,
    context: ICompletionContext
  ): Promise<CompletionHandler.ICompletionItemsReply> {
    const filled = await this._fill(context);
    return filled
      ? super.fetch(request, filled)
      : { start: request.offset, end: request.offset, items: [] };
  }

  override async resolve(
    item: CompletionHandler.ICompletionItem,
    context: ICompletionContext,
    patch?: Parameters<KernelCompleterProvider['resolve']>[2]
  ): Promise<CompletionHandler.ICompletionItem> {
    const filled = await this._fill(context);
    return filled ? super.resolve(item, filled, patch) : item;
  }

  /**
   * The context with the kernel in it that the document itself does not have; null without a
   * kernel, or while it is busy and would answer when it is done.
   */
  private async _fill(
    context: ICompletionContext
  ): Promise<ICompletionContext | null> {
    const path = pathOf(context);
    if (path === null || this._runs.get(path).kernel !== 'idle') {
      return null;
    }
    const kernel = await this._kernels.of(path);
    return (
      kernel && {
        ...context,
        session: {
          kernel
        } as Partial<Session.ISessionConnection> as Session.ISessionConnection
      }
    );
  }
}

function pathOf(context: ICompletionContext): string | null {
  const { widget } = context;
  return widget instanceof DocumentWidget ? widget.context.localPath : null;
}
