import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISanitizer, Sanitizer } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import {
  ILatexTypesetter,
  IMarkdownParser,
  IRenderMime,
  IRenderMimeRegistry,
  MimeModel,
  RenderMimeRegistry
} from '@jupyterlab/rendermime';
import { ITranslator } from '@jupyterlab/translation';
import { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { rendererFactories } from '../outputs/renderers';

/**
 * Renders everything as if it came from a stranger, whatever the document says: in a pad,
 * what a cell prints may be made to run script with the powers of whoever looks at it, and a
 * notebook's own mark of trust is just another thing that its author can type.
 */
export class DistrustfulRegistry extends RenderMimeRegistry {
  override preferredMimeType(
    bundle: ReadonlyPartialJSONObject
  ): string | undefined {
    return super.preferredMimeType(bundle, 'ensure');
  }

  override createRenderer(mimeType: string): IRenderMime.IRenderer {
    const renderer = super.createRenderer(mimeType);
    const render = renderer.renderModel.bind(renderer);
    renderer.renderModel = model =>
      render(
        new MimeModel({
          trusted: false,
          data: model.data,
          metadata: model.metadata,
          callback: change => model.setData(change)
        })
      );
    return renderer;
  }

  override clone(
    options: IRenderMimeRegistry.ICloneOptions = {}
  ): DistrustfulRegistry {
    const clone = new DistrustfulRegistry({
      resolver: options.resolver ?? this.resolver ?? undefined,
      sanitizer: options.sanitizer ?? this.sanitizer,
      linkHandler: options.linkHandler ?? this.linkHandler ?? undefined,
      latexTypesetter:
        options.latexTypesetter ?? this.latexTypesetter ?? undefined,
      markdownParser:
        options.markdownParser ?? this.markdownParser ?? undefined,
      translator: this.translator
    });
    for (const mimeType of this.mimeTypes) {
      const factory = this.getFactory(mimeType);
      if (factory) {
        // One at a time: several factories may share out what one of them can render.
        clone.addFactory(
          { ...factory, mimeTypes: [mimeType] },
          this.getRank(mimeType)
        );
      }
    }
    return clone;
  }
}

/**
 * Follow a link to a file of the pad.
 */
function openFile(docManager: IDocumentManager, path: string, id?: string) {
  docManager.services.contents.get(path, { content: false }).then(
    () => {
      const factory = docManager.registry.defaultRenderedWidgetFactory(path);
      docManager.openOrReveal(path, factory.name)?.setFragment(id ?? '');
    },
    () => {
      console.warn(`A link leads to ${path}, which is not in this pad.`);
    }
  );
}

export const rendermime: JupyterFrontEndPlugin<IRenderMimeRegistry> = {
  id: 'interview-labextension:rendermime',
  description: 'Provides renderers that trust nothing.',
  autoStart: true,
  provides: IRenderMimeRegistry,
  optional: [
    IDocumentManager,
    ILatexTypesetter,
    ISanitizer,
    IMarkdownParser,
    ITranslator
  ],
  activate: (
    _app: JupyterFrontEnd,
    docManager: IDocumentManager | null,
    latexTypesetter: ILatexTypesetter | null,
    sanitizer: ISanitizer | null,
    markdownParser: IMarkdownParser | null,
    translator: ITranslator | null
  ) => {
    // Text that came out of a run must not carry buttons that run JupyterLab's commands.
    if (sanitizer instanceof Sanitizer) {
      sanitizer.setAllowCommandLinker(false);
    }
    return new DistrustfulRegistry({
      initialFactories: rendererFactories,
      linkHandler: docManager
        ? {
            handleLink: (node, path, id) => {
              node.addEventListener('click', event => {
                event.preventDefault();
                openFile(docManager, path, id);
              });
            }
          }
        : undefined,
      latexTypesetter: latexTypesetter ?? undefined,
      markdownParser: markdownParser ?? undefined,
      sanitizer: sanitizer ?? undefined,
      translator: translator ?? undefined
    });
  }
};
