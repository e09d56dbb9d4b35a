import {
  IRenderMime,
  RenderedCommon,
  RenderedHTML,
  svgRendererFactory,
  htmlRendererFactory,
  javaScriptRendererFactory,
  RenderedSVG,
  standardRendererFactories
} from '@jupyterlab/rendermime';

import { createOffer } from './frame';
import { activeParts, scriptPage } from './pages';

/**
 * HTML without what could act, and the offer to see the rest in a frame.
 */
class CalmHTML extends RenderedHTML {
  override async render(model: IRenderMime.IMimeModel): Promise<void> {
    await super.render(model);
    const source = String(model.data[this.mimeType]);
    if (activeParts(source)) {
      const trans = this.translator.load('interview_ext');
      this.node.append(createOffer(() => source, trans));
    }
  }
}

/**
 * A picture; as one it runs no script.
 */
class PictureSVG extends RenderedSVG {
  override async render(model: IRenderMime.IMimeModel): Promise<void> {
    const source = String(model.data[this.mimeType]);
    const picture = new Image();
    picture.src = `data:image/svg+xml,${encodeURIComponent(
      /<svg[^>]+xmlns=/.test(source)
        ? source
        : source.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"')
    )}`;
    this.node.append(picture);
  }
}

/**
 * A script that is an output of its own.
 */
class OfferedScript extends RenderedCommon {
  async render(model: IRenderMime.IMimeModel): Promise<void> {
    const source = String(model.data[this.mimeType]);
    const trans = this.translator.load('interview_ext');
    this.node.append(createOffer(() => scriptPage(source), trans));
  }
}

const OURS: ReadonlyArray<IRenderMime.IRendererFactory> = [
  {
    ...htmlRendererFactory,
    createRenderer: options => new CalmHTML(options)
  },
  {
    ...svgRendererFactory,
    safe: true,
    createRenderer: options => new PictureSVG(options)
  },
  {
    ...javaScriptRendererFactory,
    safe: true,
    createRenderer: options => new OfferedScript(options)
  }
];

/**
 * JupyterLab's renderers, with ours in the place of those that trust what they are given.
 */
export const rendererFactories: ReadonlyArray<IRenderMime.IRendererFactory> =
  standardRendererFactories.map(
    factory =>
      OURS.find(ours => ours.mimeTypes[0] === factory.mimeTypes[0]) ?? factory
  );
