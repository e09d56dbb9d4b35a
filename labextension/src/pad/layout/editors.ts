import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  EditorExtensionRegistry,
  IEditorExtensionRegistry
} from '@jupyterlab/codemirror';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { EditorView } from '@codemirror/view';

/**
 * Editors have no name by themselves; those who hear the page are told what they type into.
 */
export const editorNames: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:editor-names',
  description: 'Names the editors for screen readers.',
  autoStart: true,
  requires: [IEditorExtensionRegistry],
  optional: [ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    extensions: IEditorExtensionRegistry,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('interview_ext');
    extensions.addExtension({
      name: 'interview-editor-name',
      factory: ({ model }) =>
        EditorExtensionRegistry.createImmutableExtension(
          EditorView.contentAttributes.of({
            'aria-label': /markdown|ipythongfm/.test(model.mimeType)
              ? trans.__('Text')
              : trans.__('Code')
          })
        )
    });
  }
};
